// What stands beside servers: bandwidths, encode servers, scheduled events, offerings.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/simulator/cloud_fixture.h"

namespace cloudphone::simulator {
namespace {

using ::testing::ElementsAre;

constexpr char kBandwidths[] = "v1/cloud-phone/bandwidths";
constexpr char kShared[] = "8b85d44b-ac6f-48fb-bbab-e876e9c3502a";
constexpr char kOwn[] = "1e3c5a79-8b0d-42f6-a4c8-e6f0b2d4a835";
constexpr char kEncodeServers[] = "v1/cloud-phone/encode-servers";
constexpr char kRestart[] = "v1/cloud-phone/encode-servers/batch-restart";
constexpr char kEvents[] = "v1/cloud-phone/scheduled-events";
constexpr char kOfferings[] = "v1/server-model-offerings";

class ServerResourcesTest : public CloudTest {
 protected:
  std::string Resize(const char* id, const std::string& size) {
    return Send("PUT", absl::StrCat(kBandwidths, "/", id), absl::StrCat("{\"band_width_size\":", size, "}"));
  }
  std::string CountOf(const std::string& path, const char* list) {
    const std::string outcome = Get(path);
    return outcome == "200 " ? At(list) : outcome;
  }
  static std::string EncodeIds(const std::string& ids) {
    return absl::StrCat("{\"encode_server_ids\":[", ids, "]}");
  }
  std::string EventId() {
    Get(absl::StrCat(kEvents, "?state=inquiring"));
    return At("scheduled_events[0].event_id");
  }
  std::string Authorize(const std::string& id, const std::string& body) {
    return Send("POST", absl::StrCat(kEvents, "/", id, "/authorize"), body);
  }
  std::string EventMember(const std::string& id, const char* member) {
    Get(absl::StrCat(kEvents, "?event_id=", id));
    return At(absl::StrCat("scheduled_events[0].", member));
  }
  std::string InHours(int hours) {
    return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", clock_.Now() + absl::Hours(hours), absl::UTCTimeZone());
  }
};

TEST_F(ServerResourcesTest, BandwidthsOfSystemNetworksAreListed) {
  EXPECT_EQ(CountOf(kBandwidths, "band_widths"), "[2]");
  EXPECT_EQ(At("band_widths[0].band_width_id"), kShared);
  EXPECT_EQ(At("band_widths[0].band_width_share_type"), "1");
  EXPECT_EQ(At("band_widths[1].band_width_id"), kOwn);
  EXPECT_EQ(CountOf(absl::StrCat(kBandwidths, "?limit=1&offset=1"), "band_widths"), "[1]");
  EXPECT_EQ(CountOf(absl::StrCat(kBandwidths, "?limit=50&offset=2"), "band_widths"), "[0]");
  EXPECT_EQ(CountOf(absl::StrCat(kBandwidths, "?limit=101"), ""), "400 CPS.0002");
}

TEST_F(ServerResourcesTest, ASharedBandwidthChangesInSteps) {
  clock_.Advance(absl::Minutes(1));
  for (const char* size : {"1", "299", "300", "350", "1000", "1500", "2000"}) {
    EXPECT_EQ(Resize(kShared, size), "200 ") << size;
    Get(kBandwidths);
    EXPECT_EQ(At("band_widths[0].band_width_size"), size);
  }
  EXPECT_NE(At("band_widths[0].update_time"), At("band_widths[0].create_time"));
  Show(ServerId("cph-server-1"));
  EXPECT_EQ(At("band_widths[0].band_width_size"), "2000");
  for (const char* size : {"0", "-1", "301", "999", "1001", "1050", "2001", "2500", "\"300\"", "null"})
    EXPECT_EQ(Resize(kShared, size), "400 CPS.0036") << size;
  EXPECT_EQ(Resize(kOwn, "350"), "400 CPS.0160");
  EXPECT_EQ(Resize("nothing", "350"), "404 CPS.0115");
  EXPECT_EQ(Resize(std::string(65, 'a').c_str(), "350"), "400 CPS.0033");
  EXPECT_EQ(Send("PUT", absl::StrCat(kBandwidths, "/", kShared), "no JSON"), "400 CPS.0036");
}

TEST_F(ServerResourcesTest, EncodeServersAreFilteredByATableOfTheirOwn) {
  const std::string server_id = ServerId("cph-server-2");
  EXPECT_EQ(CountOf(kEncodeServers, "encode_servers"), "[2]");
  EXPECT_EQ(At("encode_servers[0].server_id"), server_id);
  EXPECT_EQ(At("encode_servers[0].status"), "1");
  EXPECT_EQ(At("encode_servers[0].access_infos[0].type"), "cph_app_server");
  simulator_->Edit([](World* world) {
    const EncodeState states[] = {EncodeState::kCreating, EncodeState::kFrozen, EncodeState::kShutDown};
    for (const EncodeState state : states) {
      EncodeServer more = world->encode_servers().all().front();
      more.id = world->NewId();
      more.state = state;
      world->encode_servers().Add(more);
    }
  });
  const struct {
    const char* query;
    const char* count;
  } kRows[] = {
      {"type=0", "[4]"},           {"type=1", "[1]"},
      {"type=2", "400 CPS.0116"},  {"status=1", "[2]"},
      {"status=2", "[0]"},         {"status=3", "[0]"},
      {"status=4", "[1]"},         {"status=5", "[1]"},
      {"status=0", "[1]"},         {"status=100", "[1]"},
      {"status=1014", "[1]"},      {"status=6", "400 CPS.0010"},
      {"limit=2", "[2]"},          {"limit=0", "400 CPS.0002"},
      {"offset=5", "[0]"},         {"server_id=a.b", "400 CPS.0016"},
      {"server_id=nobody", "[0]"},
  };
  for (const auto& row : kRows)
    EXPECT_EQ(CountOf(absl::StrCat(kEncodeServers, "?", row.query), "encode_servers"), row.count)
        << row.query;
  EXPECT_EQ(CountOf(absl::StrCat(kEncodeServers, "?server_id=", server_id), "encode_servers"), "[5]");
  Get(absl::StrCat(kEncodeServers, "?status=4"));
  EXPECT_EQ(At("encode_servers[0].status"), "2") << "answers know no frozen one";
}

TEST_F(ServerResourcesTest, EncodeServersRestartEachByItself) {
  std::vector<std::string> ids;
  simulator_->Edit([&](World* world) {
    for (const EncodeServer& one : world->encode_servers().all()) ids.push_back(one.id);
    world->encode_servers().Find(ids[1])->defect = Action::kRestart;
    EncodeServer frozen = world->encode_servers().all().front();
    frozen.id = world->NewId();
    frozen.state = EncodeState::kFrozen;
    ids.push_back(world->encode_servers().Add(frozen)->id);
  });
  EXPECT_EQ(Send("POST", kRestart,
                 EncodeIds(absl::StrCat("\"", ids[0], "\",\"", ids[1], "\",\"", ids[2], "\",\"", ids[0],
                                        "\",\"nobody\",\"a.b\""))),
            "200 ");
  EXPECT_EQ(At("jobs[0].encode_server_id"), ids[0]);
  const std::string request_id = At("request_id");
  const std::string done = At("jobs[0].job_id");
  const std::string failed = At("jobs[1].job_id");
  const char* const codes[] = {"CPS.0195", "CPS.0124", "CPS.0123", "CPS.0121"};
  for (int i = 0; i < 4; ++i) EXPECT_EQ(At(absl::StrCat("jobs[", i + 2, "].error_code")), codes[i]);
  EXPECT_EQ(CountOf(absl::StrCat(kEncodeServers, "?status=3"), "encode_servers"), "[2]");
  FinishJobs();
  Get(absl::StrCat("v1/cloud-phone/jobs?request_id=", request_id));
  EXPECT_EQ(At("jobs[0].encode_server_id"), ids[0]);
  EXPECT_EQ(OutcomeOf(done), "2");
  EXPECT_EQ(OutcomeOf(failed), "-1 CPS.0054");
  Get(kEncodeServers);
  EXPECT_EQ(At("encode_servers[0].status"), "1");
  EXPECT_EQ(At("encode_servers[1].status"), "2");
  for (const char* body : {"", "{}", "{\"encode_server_ids\":[]}", "{\"encode_server_ids\":[1]}"})
    EXPECT_EQ(Send("POST", kRestart, body), "400 CPS.0122") << body;
}

TEST_F(ServerResourcesTest, EventsAreFilteredByRepeatedKeysAndReadByMarker) {
  const std::string id = EventId();
  EXPECT_EQ(At("count"), "1");
  EXPECT_EQ(At("scheduled_events[0].server_name"), "cph-server-2");
  EXPECT_EQ(At("scheduled_events[0].start_time"), "") << "not yet";
  const struct {
    std::string query;
    const char* count;
  } kRows[] = {
      {"", "[2]"},
      {"?limit=10&state=inquiring&state=scheduled", "[1]"},
      {"?state=completed&state=inquiring", "[2]"},
      {"?state=waiting", "400 CPS.0010"},
      {"?type=localdisk-recovery", "[1]"},
      {"?type=localdisk-recovery&type=system-maintenance", "[2]"},
      {"?type=x", "400 CPS.0116"},
      {absl::StrCat("?event_id=", id), "[1]"},
      {"?event_id=nothing", "[0]"},
      {absl::StrCat("?event_id=", std::string(37, 'a')), "400 APIGW.0201"},
      {absl::StrCat("?server_id=", ServerId("cph-server-2")), "[2]"},
      {"?server_id=nobody", "[0]"},
      {absl::StrCat("?publish_since=", absl::StrReplaceAll(InHours(-13), {{":", "%3A"}})), "[1]"},
      {absl::StrCat("?publish_until=", absl::StrReplaceAll(InHours(-13), {{":", "%3A"}})), "[1]"},
      {"?publish_since=yesterday", "400 CPS.0174"},
      {"?limit=101", "400 CPS.0002"},
      {"?marker=unknown", "400 CPS.0002"},
  };
  for (const auto& row : kRows)
    EXPECT_EQ(CountOf(absl::StrCat(kEvents, row.query), "scheduled_events"), row.count) << row.query;
  EXPECT_EQ(CountOf(absl::StrCat(kEvents, "?limit=1"), "scheduled_events"), "[1]");
  EXPECT_EQ(At("count"), "2");
  EXPECT_EQ(At("page_info.next_marker"), id);
  EXPECT_EQ(CountOf(absl::StrCat(kEvents, "?limit=1&marker=", id), "scheduled_events"), "[1]");
  EXPECT_EQ(At("page_info.next_marker"), "");
}

TEST_F(ServerResourcesTest, AnAuthorisedEventHappensAtItsTime) {
  const std::string id = EventId();
  const std::string start = InHours(2);
  EXPECT_EQ(
      Authorize(id, absl::StrCat(R"({"authorization_type":"maintenance","not_before":")", start, "\"}")),
      "200 ");
  EXPECT_EQ(EventMember(id, "state"), "scheduled");
  EXPECT_EQ(EventMember(id, "not_before"), start);
  EXPECT_EQ(EventMember(id, "not_after"), InHours(4));
  EXPECT_EQ(Authorize(id, R"({"authorization_type":"maintenance"})"), "400 CPS.0047") << "once";
  EXPECT_EQ(
      Send("PUT", absl::StrCat(kEvents, "/", id), absl::StrCat("{\"not_before\":\"", InHours(3), "\"}")),
      "200 ");
  clock_.Advance(absl::Hours(2) + absl::Minutes(30));
  EXPECT_EQ(EventMember(id, "state"), "scheduled") << "it was moved";
  clock_.Advance(absl::Minutes(30));
  EXPECT_EQ(EventMember(id, "state"), "executing");
  EXPECT_EQ(EventMember(id, "start_time"), InHours(0));
  FinishJobs();
  EXPECT_EQ(EventMember(id, "state"), "completed");
  EXPECT_EQ(Send("PUT", absl::StrCat(kEvents, "/", id), R"({"not_before":""})"), "400 CPS.0047");
}

TEST_F(ServerResourcesTest, AnEmptyStartIsNow) {
  const std::string id = EventId();
  EXPECT_EQ(Authorize(id, R"({"authorization_type":"maintenance","not_before":""})"), "200 ");
  EXPECT_EQ(EventMember(id, "state"), "executing");
}

TEST_F(ServerResourcesTest, RefusesPlansThatAreNone) {
  const std::string id = EventId();
  const auto at = [&](const std::string& time) {
    return absl::StrCat(R"({"authorization_type":"maintenance","not_before":")", time, "\"}");
  };
  EXPECT_EQ(Authorize("nothing", at("")), "404 CPS.0017");
  EXPECT_EQ(Authorize(id, "no JSON"), "400 APIGW.0201");
  EXPECT_EQ(Authorize(id, "{}"), "400 CPS.0116");
  EXPECT_EQ(Authorize(id, R"({"authorization_type":"repair"})"), "400 CPS.0116");
  EXPECT_EQ(Authorize(id, at("tomorrow")), "400 CPS.0174");
  EXPECT_EQ(Authorize(id, at(InHours(0))), "400 CPS.0174") << "5 minutes ahead";
  EXPECT_EQ(Authorize(id, at(InHours(15 * 24))), "400 CPS.0174") << "behind the deadline";
  EXPECT_EQ(Authorize(id, absl::StrReplaceAll(at(InHours(1)), {{"maintenance", "redeploy"}})),
            "400 CPS.0174");
  const std::string path = absl::StrCat(kEvents, "/", id);
  EXPECT_EQ(Send("PUT", path, "{}"), "400 CPS.0174");
  EXPECT_EQ(Send("PUT", path, "{\"not_before\":1}"), "400 CPS.0174");
  EXPECT_EQ(Send("PUT", absl::StrCat(kEvents, "/nothing"), "{}"), "404 CPS.0017");
  EXPECT_EQ(EventMember(id, "state"), "inquiring");
  EXPECT_EQ(Authorize(id, R"({"authorization_type":"redeploy"})"), "200 ");
  EXPECT_EQ(EventMember(id, "authorization_type"), "redeploy");
}

TEST_F(ServerResourcesTest, OfferingsAreReadByMarker) {
  EXPECT_EQ(CountOf(kOfferings, "models"), "[8]");
  EXPECT_EQ(At("count"), "8");
  EXPECT_EQ(At("models[7].sell_status"), "sellout");
  std::vector<std::string> pages;
  std::string marker;
  do {
    Get(absl::StrCat(kOfferings, "?limit=3",
                     marker.empty() ? "" : "&marker=", absl::StrReplaceAll(marker, {{"/", "%2F"}})));
    pages.push_back(At("models"));
    marker = At("page_info.next_marker");
  } while (!marker.empty() && pages.size() < 9);
  EXPECT_THAT(pages, ElementsAre("[3]", "[3]", "[2]"));
  EXPECT_EQ(CountOf(absl::StrCat(kOfferings, "?limit=1001"), ""), "400 CPS.0002");
}

}  // namespace
}  // namespace cloudphone::simulator
