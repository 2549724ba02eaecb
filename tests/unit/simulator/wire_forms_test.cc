// What the vendor's tools send and insist on, as far as it concerns servers: each line was seen of one of
// them.

#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "service/simulator/catalog/catalog.h"
#include "tests/unit/simulator/cloud_fixture.h"

namespace cloudphone::simulator {
namespace {

using Headers = std::map<std::string, std::string>;

class WireFormsTest : public CloudTest {
 protected:
  const Headers terraform_ = {{"accept", "application/json"}, {"user-agent", "golangsdk/2.0"}};
  const Headers terraform_list_ = {{"accept", "application/json"},
                                   {"content-type", "application/json"},
                                   {"user-agent", "golangsdk/2.0"},
                                   {"x-language", "en-us"}};
  const Headers java_ = {{"host", simulator_->address()},
                         {"user-agent", "huaweicloud-usdk-java/3.0"},
                         {"x-project-id", options_.project_id}};
  const Headers node_ = {{"content-type", "application/json"},
                         {"host", simulator_->address()},
                         {"x-project-id", options_.project_id}};

  void TypesAre(const char* of, const std::set<std::string>& texts, const std::set<std::string>& numbers,
                const rapidjson::Value& value) {
    for (const std::string& name : texts) EXPECT_TRUE(value[name.c_str()].IsString()) << of << " " << name;
    for (const std::string& name : numbers) EXPECT_TRUE(value[name.c_str()].IsInt()) << of << " " << name;
  }
};

TEST_F(WireFormsTest, SignaturesOverTheHeadersOfEachToolAreTaken) {
  for (const Headers& headers : {terraform_, terraform_list_, java_, node_})
    EXPECT_EQ(SendAs(headers, "GET", "v1/cloud-phone/servers?limit=100&offset=0", "", false), "200 ");
}

TEST_F(WireFormsTest, TerraformReadsUntilAPageIsEmpty) {
  const struct {
    const char* path;
    const char* list;
    int limit;
  } kRows[] = {
      {"v1/cloud-phone/servers", "servers", 100},
      {"v1/cloud-phone/phones", "phones", 200},
      {"v1/cloud-phone/bandwidths", "band_widths", 50},
      {"v1/cloud-phone/encode-servers", "encode_servers", 100},
  };
  for (const auto& row : kRows) {
    int pages = 0;
    for (; pages < 5; ++pages) {
      EXPECT_EQ(
          SendAs(terraform_list_, "GET",
                 absl::StrCat(row.path, "?limit=", row.limit, "&offset=", pages * row.limit), "", false),
          "200 ")
          << row.path;
      EXPECT_EQ(content_type_.substr(0, 16), "application/json") << row.path;
      if (At(row.list) == "[0]") break;
    }
    EXPECT_EQ(pages, 1) << row.path << ": one page past the end, and empty";
  }
}

TEST_F(WireFormsTest, TypesAreThoseThatTerraformInsistsOn) {
  Show(ServerId("cph-server-1"));
  TypesAre("server", {"network_version", "keypair_name", "vpc_id", "create_time"}, {"status"}, answer_);
  TypesAre("share_volume_info", {"volume_type"}, {"version", "size"}, answer_["share_volume_info"]);
  TypesAre("band_widths", {"band_width_id"},
           {"band_width_size", "band_width_charge_mode", "band_width_share_type"}, answer_["band_widths"][0]);
  TypesAre("volumes", {"volume_type"}, {"volume_size"}, answer_["volumes"][0]);
  Get("v1/cloud-phone/encode-servers");
  TypesAre("encode server", {"keypair_name"}, {"status", "type"}, answer_["encode_servers"][0]);
  TypesAre("its port", {"type"}, {"access_port", "listen_port"},
           answer_["encode_servers"][0]["access_infos"][0]);
}

TEST_F(WireFormsTest, BodiesMayEndInALineFeedOrComeInChunks) {
  const std::string id = ServerId("cph-server-1");
  const std::string path = absl::StrCat("v1/cloud-phone/servers/", id);
  EXPECT_EQ(SendAs(terraform_, "PUT", path, "{\"server_name\":\"by-terraform\"}\n", false), "200 ");
  Show(id);
  EXPECT_EQ(At("server_name"), "by-terraform");
  EXPECT_EQ(SendAs(java_, "PUT", path, "{\"server_name\":\"by-java\"}", true), "200 ");
  Show(id);
  EXPECT_EQ(At("server_name"), "by-java");
  EXPECT_EQ(SendAs(java_, "DELETE", "v2/cloud-phone/servers",
                   absl::StrCat("{\"server_ids\":[\"", ServerId("cph-pay-per-use"), "\"]}"), true),
            "200 ");
}

TEST_F(WireFormsTest, NamesComeInAnySpellingOfTheirCharacters) {
  const std::string id = ServerId("cph-server-1");
  const std::string path = absl::StrCat("v1/cloud-phone/servers/", id);
  for (const char* name : {"\\u4e91", "\\u4E91", "\xE4\xBA\x91"}) {
    EXPECT_EQ(SendAs(node_, "PUT", path, absl::StrCat("{\"server_name\":\"", name, "\"}"), false), "200 ");
    Show(id);
    EXPECT_EQ(At("server_name"), "\xE4\xBA\x91") << name;
    Send("PUT", path, "{\"server_name\":\"other\"}");
  }
}

TEST_F(WireFormsTest, AJobStaysReadableAfterItsServerIsGone) {
  const std::string id = ServerId("cph-pay-per-use");
  Send("PUT", "v1/cloud-phone/servers/open-access",
       absl::StrCat(R"({"servers":[{"server_id":")", id, R"(","keypair_name":"new"}]})"));
  const std::string job_id = At("jobs[0].job_id");
  FinishJobs();
  Send("DELETE", "v2/cloud-phone/servers", absl::StrCat("{\"server_ids\":[\"", id, "\"]}"));
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(Show(id), "404 CPS.0015");
  EXPECT_EQ(OutcomeOf(job_id), "2");
}

// A tool that finds its targets by listing finds one of everything.
TEST_F(WireFormsTest, TheDefaultWorldHasSomethingOfEverything) {
  Get("v1/cloud-phone/servers?network_version=v2");
  EXPECT_EQ(At("count"), "2");
  EXPECT_EQ(At("servers[0].server_name"), "cph-server-2");
  EXPECT_EQ(At("servers[0].metadata.charging_mode"), "0");
  EXPECT_NE(At("servers[0].keypair_name"), "");
  EXPECT_EQ(At("servers[1].server_name"), "cph-pay-per-use");
  EXPECT_EQ(At("servers[1].metadata.charging_mode"), "1");
  EXPECT_EQ(At("servers[1].status"), "5");
  Get("v1/cloud-phone/servers?network_version=v1");
  EXPECT_EQ(At("count"), "1");
  Get("v1/cloud-phone/bandwidths");
  EXPECT_EQ(At("band_widths[0].band_width_share_type"), "1");
  Get("v1/cloud-phone/encode-servers?status=1");
  EXPECT_EQ(At("encode_servers"), "[2]");
  Get("v1/cloud-phone/scheduled-events?state=inquiring");
  EXPECT_EQ(At("count"), "1");
  // Two server models of one generation with phone models of as many phones.
  const PhoneModel& present = PhoneModels().front();
  int others = 0;
  for (const PhoneModel& model : PhoneModels()) {
    const ServerModel* const server_model = FindServerModel(model.server_model_name);
    ASSERT_NE(server_model, nullptr) << model.phone_model_name;
    others += std::string(model.server_model_name) != present.server_model_name &&
                      std::string(server_model->generation) ==
                          FindServerModel(present.server_model_name)->generation &&
                      model.phone_capacity == present.phone_capacity
                  ? 1
                  : 0;
  }
  EXPECT_EQ(others, 1);
  EXPECT_NE(std::string(present.extend_spec).find("max_share_disk_size_g"), std::string::npos);
  simulator_->Edit([](World* world) {
    Order* const order = world->orders().Find("CS1710111105S8IPB");
    ASSERT_NE(order, nullptr);
    EXPECT_EQ(order->status, kOrderCompleted);
    EXPECT_EQ(order->items.size(), 2u);
  });
}

TEST_F(WireFormsTest, ServersAreFilteredByEverythingThatIsDocumented) {
  const std::string id = ServerId("cph-server-2");
  const int64_t now = absl::ToUnixSeconds(clock_.Now());
  const struct {
    std::string query;
    const char* count;
  } kRows[] = {
      {"server_name=server-2", "1"},
      {absl::StrCat("server_id=", id), "1"},
      {"server_id=a.b", "400 CPS.0016"},
      {"network_version=v3", "400 CPS.0240"},
      {"phone_model_name=rx1.cp.c60.d10.e1v1", "2"},
      {"phone_model_name=unknown", "0"},
      {"status=5", "3"},
      {"status=0", "0"},
      {"status=7", "400 CPS.0010"},
      {absl::StrCat("create_since=", now), "0"},
      {absl::StrCat("create_until=", now), "3"},
      {absl::StrCat("create_since=", now - 48 * 3600), "3"},
  };
  for (const auto& row : kRows) {
    const std::string outcome = Get(absl::StrCat("v1/cloud-phone/servers?", row.query));
    EXPECT_EQ(outcome == "200 " ? At("count") : outcome, row.count) << row.query;
  }
}

}  // namespace
}  // namespace cloudphone::simulator
