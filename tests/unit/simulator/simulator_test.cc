// The whole simulator as a client meets it: signed calls over a socket, by the vendor's documents alone.

#include "service/simulator/simulator.h"

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/simulator/world.h"
#include "tests/unit/simulator/signing_client.h"

namespace cloudphone::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

constexpr char kPhones[] = "/cloud-phone/phones";
constexpr char kServers[] = "/cloud-phone/servers";
constexpr char kRestart[] = "/cloud-phone/phones/batch-restart";

class SimulatorTest : public ::testing::Test {
 protected:
  SimulatorTest() { Restart({}); }

  void Restart(const SimulatorOptions& options) {
    auto started = Simulator::Start(options, &clock_);
    ASSERT_TRUE(started.ok()) << started.status();
    simulator_ = *std::move(started);
    keys_ = {options.access_key, options.secret_key, options.security_token, options.project_id};
  }
  SigningClient Client() { return SigningClient(simulator_->address(), keys_, clock_.Now()); }
  SigningClient Client(SigningKeys keys) {
    return SigningClient(simulator_->address(), std::move(keys), clock_.Now());
  }
  std::string PhoneId(const std::string& name) {
    const rapidjson::Document found = Client().Call("GET", absl::StrCat(kPhones, "?phone_name=", name));
    EXPECT_EQ(found["count"].GetInt(), 1) << name;
    return found["phones"][0]["phone_id"].GetString();
  }
  int StatusOf(const std::string& phone_id) {
    return Client().Call("GET", absl::StrCat(kPhones, "/", phone_id))["status"].GetInt();
  }
  static std::string RestartBody(const std::string& phone_id) {
    return absl::StrCat(R"({"phones":[{"phone_id":")", phone_id, R"(","property":""}]})");
  }

  FakeTimers clock_;
  std::unique_ptr<Simulator> simulator_;
  SigningKeys keys_;
};

TEST_F(SimulatorTest, AVendorToolFindsItsWay) {
  SigningClient client = Client();
  const auto servers = client.Call("GET", kServers);
  ASSERT_EQ(servers["count"].GetInt(), 3);
  const std::string server_id = servers["servers"][1]["server_id"].GetString();
  const auto server = client.Call("GET", absl::StrCat(kServers, "/", server_id));
  EXPECT_STREQ(server["server_id"].GetString(), server_id.c_str());
  EXPECT_EQ(server["status"].GetInt(), 5);
  std::set<std::string> ids;
  for (int offset = 0;; offset += 25) {
    const auto page =
        client.Call("GET", absl::StrCat(kPhones, "?limit=25&offset=", offset, "&server_id=", server_id));
    EXPECT_EQ(page["count"].GetInt(), 60);
    if (page["phones"].Empty()) break;
    for (const auto& phone : page["phones"].GetArray()) ids.insert(phone["phone_id"].GetString());
  }
  EXPECT_EQ(ids.size(), 60u);
  const auto phone = client.Call("GET", absl::StrCat(kPhones, "/", *ids.begin()));
  EXPECT_STREQ(phone["server_id"].GetString(), server_id.c_str());
  EXPECT_THAT(phone["request_id"].GetString(), MatchesRegex("[0-9a-f]{32}"));
}

TEST_F(SimulatorTest, ARestartLeavesStatusTwoTakesItsTimeAndComesBack) {
  const std::string id = PhoneId("cph-server-1-00007");
  const auto restart = Client().Call("POST", kRestart, RestartBody(id), /*chunked=*/true);
  const std::string request_id = restart["request_id"].GetString();
  const std::string job_id = restart["jobs"][0]["job_id"].GetString();
  EXPECT_FALSE(restart["jobs"][0].HasMember("error_code"));
  EXPECT_EQ(StatusOf(id), 4);
  clock_.Advance(absl::Seconds(1) - absl::Milliseconds(1));
  EXPECT_EQ(StatusOf(id), 4) << "no job takes less than half of job_duration";
  const auto running = Client().Call("GET", absl::StrCat("/cloud-phone/jobs?request_id=", request_id));
  EXPECT_EQ(running["jobs"][0]["status"].GetInt(), 1);
  EXPECT_TRUE(running["jobs"][0]["end_time"].IsNull());
  EXPECT_STRNE(running["request_id"].GetString(), request_id.c_str()) << "that of the query";
  clock_.Advance(absl::Seconds(1) + absl::Milliseconds(1));
  EXPECT_EQ(StatusOf(id), 2);
  const auto job = Client().Call("GET", absl::StrCat("/cloud-phone/jobs/", job_id));
  EXPECT_EQ(job["status"].GetInt(), 2);
  EXPECT_STREQ(job["begin_time"].GetString(), "2023-11-14T22:13:20Z");
  clock_.Advance(absl::Hours(24 * 365));
  EXPECT_EQ(Client().Call("GET", absl::StrCat("/cloud-phone/jobs/", job_id))["status"].GetInt(), 2)
      << "jobs stay readable";
}

TEST_F(SimulatorTest, APhoneWhoseRestartFailsSaysSoAndMayBeRestarted) {
  const std::string id = PhoneId("cph-server-2-00058");
  const auto restart = Client().Call("POST", kRestart, RestartBody(id));
  clock_.Advance(absl::Seconds(2));
  const auto job =
      Client().Call("GET", absl::StrCat("/cloud-phone/jobs/", restart["jobs"][0]["job_id"].GetString()));
  EXPECT_EQ(job["status"].GetInt(), -1);
  EXPECT_STREQ(job["error_code"].GetString(), "CPS.0054");
  EXPECT_STREQ(job["error_msg"].GetString(), "Handle job timeout.");
  EXPECT_EQ(StatusOf(id), -6);
  EXPECT_TRUE(Client().Call("POST", kRestart, RestartBody(id))["jobs"][0].HasMember("job_id"));
}

TEST_F(SimulatorTest, EveryTargetIsAnsweredForItself) {
  const std::string good = PhoneId("cph-server-1-00001");
  const std::string frozen = PhoneId("cph-server-2-00059");
  const std::string unknown(32, 'f');
  const auto restart = Client().Call(
      "POST", kRestart,
      absl::StrCat(R"({"phones":[{"phone_id":")", good, R"("},{"phone_id":")", frozen, R"("},{"phone_id":")",
                   unknown, R"("},{"phone_id":"no id"},{"phone_id":")", good, "\"}]}\n"));
  const auto& jobs = restart["jobs"];
  ASSERT_EQ(jobs.Size(), 5u);
  const struct {
    std::string phone_id, code, text;
  } kRefused[] = {
      {frozen, "CPS.0053", "No permission to request resources. Phone is freezed."},
      {unknown, "CPS.0005", "Phone not found."},
      {"no id", "CPS.0004", "Parameter: phone_id is invalid."},
      {good, "CPS.0165", "The phone must be in stopped or running status."},
  };
  EXPECT_TRUE(jobs[0].HasMember("job_id"));
  for (rapidjson::SizeType i = 1; i < jobs.Size(); ++i) {
    EXPECT_EQ(jobs[i]["phone_id"].GetString(), kRefused[i - 1].phone_id);
    EXPECT_EQ(jobs[i]["error_code"].GetString(), kRefused[i - 1].code);
    EXPECT_EQ(jobs[i]["error_msg"].GetString(), kRefused[i - 1].text);
    EXPECT_FALSE(jobs[i].HasMember("job_id"));
  }
}

TEST_F(SimulatorTest, TheSignatureComesBeforeTheRoute) {
  SigningKeys wrong = keys_;
  wrong.secret_key = "wrong";
  SigningClient client = Client(wrong);
  for (const char* path : {kPhones, "/made/up"}) {
    client.Call("GET", path);
    EXPECT_EQ(client.outcome(), "401 APIGW.0301") << path;
    EXPECT_THAT(client.error_text(), HasSubstr("verify aksk signature fail, canonicalRequest:GET|/v1/"));
  }
  wrong.access_key = "NOBODYSKEY\xFF";
  SigningClient nobody = Client(wrong);
  nobody.Call("GET", kPhones);
  EXPECT_THAT(nobody.error_text(), HasSubstr("Get secretKey failed,ak:NOBODYSKEY?,err:ak not exist"));
}

TEST_F(SimulatorTest, WrongSignaturesLockTheKeyForFiveMinutesOfItsClock) {
  SigningKeys wrong = keys_;
  wrong.secret_key = "wrong";
  SigningClient client = Client(wrong);
  for (int i = 0; i < 6; ++i) client.Call("GET", kPhones);
  SigningClient locked = Client();
  locked.Call("GET", kPhones);
  EXPECT_EQ(locked.outcome(), "401 APIGW.0301");
  EXPECT_THAT(locked.error_text(), HasSubstr("AK access failed to reach the limit,forbidden"));
  clock_.Advance(absl::Minutes(5));
  SigningClient free = Client();
  free.Call("GET", kPhones);
  EXPECT_EQ(free.outcome(), "200 ");
}

TEST_F(SimulatorTest, RefusesRoutesMethodsAndProjectsThatAreNot) {
  SigningClient client = Client();
  const struct {
    const char *method, *path, *outcome, *text;
  } kRows[] = {
      {"GET", "/made/up", "404 APIGW.0101",
       "The API does not exist or has not been published in the environment."},
      {"DELETE", kPhones, "404 APIGW.0101", "The API does not exist."},
      {"POST", "/cloud-phone/servers", "404 APIGW.0101", "The API does not exist."},
      {"GET", "/cloud-phone/phones/a%2Fb", "400 CPS.0004", "Invalid phone id."},
      {"GET", "/cloud-phone/servers/a%20b", "400 CPS.0016", "server_id is invalid."},
  };
  for (const auto& row : kRows) {
    client.Call(row.method, row.path, absl::string_view(row.method) == "DELETE" ? "{\"a\":1}" : "");
    EXPECT_EQ(client.outcome(), row.outcome) << row.path;
    EXPECT_EQ(client.error_text(), row.text) << row.path;
  }
  SigningKeys other = keys_;
  other.project_id = std::string(32, 'f');
  SigningClient stranger = Client(other);
  stranger.Call("GET", kPhones);
  EXPECT_EQ(stranger.outcome(), "403 CPS.0001");
}

TEST_F(SimulatorTest, ServesEveryRoute) {
  const std::string phone = PhoneId("cph-server-1-00001");
  const std::string server = Client().Call("GET", kServers)["servers"][0]["server_id"].GetString();
  const struct {
    const char* method;
    std::string path, body;
  } kRows[] = {
      {"GET", "/cloud-phone/phone-models?status=1", ""},
      {"GET", "/cloud-phone/phone-images?image_type=public", ""},
      {"GET", "/cloud-phone/server-models?product_type=0", ""},
      {"PUT", absl::StrCat(kPhones, "/", phone), "{\"phone_name\":\"a\"}\n"},
      {"PUT", absl::StrCat(kServers, "/", server), "{\"server_name\":\"b\"}\n"},
      {"POST", absl::StrCat(kPhones, "/batch-stop"), absl::StrCat("{\"phone_ids\":[\"", phone, "\"]}\n")},
      {"POST", absl::StrCat(kPhones, "/batch-reset"), RestartBody(phone)},
      {"POST", absl::StrCat(kServers, "/batch-restart"),
       absl::StrCat("{\"server_ids\":[\"", server, "\"]}\n")},
  };
  for (const auto& row : kRows) {
    for (const bool chunked : {false, true}) {
      SigningClient client = Client();
      client.Call(row.method, row.path, row.body, chunked);
      EXPECT_EQ(client.outcome(), "200 ") << row.method << " " << row.path;
    }
  }
  EXPECT_EQ(StatusOf(phone), 7);
}

TEST_F(SimulatorTest, ATestBuysPhonesBetweenTwoPages) {
  const auto first = Client().Call("GET", absl::StrCat(kPhones, "?limit=2"));
  const std::string second_id = first["phones"][1]["phone_id"].GetString();
  clock_.Advance(absl::Minutes(1));
  simulator_->Edit([](World* world) {
    Server* const server = world->FindServer(world->servers().front().id);
    world->AddPhone(server, "bought");
    world->FindPhoneNamed("cph-server-1-00001")->status = kPhoneFrozen;
  });
  const auto next = Client().Call("GET", absl::StrCat(kPhones, "?limit=2&offset=2"));
  EXPECT_EQ(next["phones"][0]["phone_id"].GetString(), second_id);
  EXPECT_EQ(next["count"].GetInt(), 121);
  const auto bought = Client().Call("GET", absl::StrCat(kPhones, "?phone_name=bought"));
  EXPECT_STREQ(bought["phones"][0]["create_time"].GetString(), "2023-11-14T22:14:20Z");
  EXPECT_EQ(StatusOf(PhoneId("cph-server-1-00001")), 6);
}

TEST_F(SimulatorTest, ATemporaryPairComesWithItsToken) {
  SimulatorOptions options;
  options.access_key = "TEMPORARY";
  options.security_token = "the token";
  Restart(options);
  SigningClient client = Client();
  client.Call("GET", kPhones);
  EXPECT_EQ(client.outcome(), "200 ");
  for (const char* token : {"", "another token"}) {
    SigningKeys keys = keys_;
    keys.security_token = token;
    SigningClient refused = Client(keys);
    refused.Call("GET", kPhones);
    EXPECT_EQ(refused.outcome(), "401 APIGW.0301") << token;
  }
}

TEST_F(SimulatorTest, SignaturesCanBeHeldAgainstATimeOfTheirOwn) {
  SimulatorOptions options;
  options.signature_clock = clock_.Now() - absl::Hours(1);
  Restart(options);
  SigningClient now = Client();
  now.Call("GET", kPhones);
  EXPECT_THAT(now.error_text(), HasSubstr("calc ak sk signature fail:signature expired"));
  EXPECT_EQ(now.headers().at("date"), "Tue, 14 Nov 2023 21:13:20 GMT") << "the time that it must be";
  SigningClient then(simulator_->address(), keys_, *options.signature_clock);
  then.Call("GET", kPhones);
  EXPECT_EQ(then.outcome(), "200 ");
  EXPECT_EQ(then.headers().at("date"), "Tue, 14 Nov 2023 21:13:20 GMT");
}

TEST_F(SimulatorTest, TheSameSeedTellsTheSameStory) {
  const auto story = [this](uint64_t seed) {
    SimulatorOptions options;
    options.seed = seed;
    Restart(options);
    SigningClient client = Client();
    const auto phones = client.Call("GET", kPhones);
    std::string told = client.body();
    client.Call("POST", kRestart, RestartBody(phones["phones"][0]["phone_id"].GetString()));
    return told + client.body();
  };
  const std::string first = story(1);
  EXPECT_EQ(story(1), first);
  EXPECT_NE(story(2), first);
}

TEST_F(SimulatorTest, TheWorldIsAsLargeAsAsked) {
  SimulatorOptions options;
  options.servers = 3;
  options.phones_per_server = 2;
  Restart(options);
  EXPECT_EQ(Client().Call("GET", kPhones)["count"].GetInt(), 6);
  EXPECT_EQ(Client().Call("GET", absl::StrCat(kPhones, "?status=2"))["count"].GetInt(), 6)
      << "too few phones for trouble";
  options.servers = 0;
  Restart(options);
  EXPECT_EQ(Client().Call("GET", kServers)["count"].GetInt(), 0);
}

TEST(SimulatorStartTest, RefusesOptionsInOneLine) {
  FakeTimers clock;
  const auto refusal = [&](const SimulatorOptions& options) {
    return std::string(Simulator::Start(options, &clock).status().message());
  };
  SimulatorOptions options;
  options.listen = "nowhere";
  EXPECT_EQ(refusal(options), "listen: \"nowhere\" is no HOST:PORT");
  options = {};
  options.servers = 251;
  EXPECT_EQ(refusal(options), "servers: give a number from 0 to 250");
  options = {};
  options.phones_per_server = -1;
  EXPECT_EQ(refusal(options), "phones_per_server: give a number from 0 to 2000");
  options = {};
  options.job_duration = absl::InfiniteDuration();
  EXPECT_EQ(refusal(options), "job_duration: give a time from 0s to 24h");
  options = {};
  options.secret_key = "";
  EXPECT_EQ(refusal(options), "access_key, secret_key and project_id must not be empty");
  options = {};
  options.password = "";
  EXPECT_EQ(refusal(options), "user, password, domain and region must not be empty");
  options = {};
  options.token_lifetime = absl::ZeroDuration();
  EXPECT_EQ(refusal(options), "token_lifetime: give a time from 1s to 8760h");
  options = {};
  options.token_bytes = 40000;
  EXPECT_EQ(refusal(options), "token_bytes: give a number from 32 to 32000");
  options = {};
  options.objects.max_bytes = 1;
  EXPECT_EQ(refusal(options), "object_bytes: give at least 65536");
  for (const int commands : {-1, 1000001}) {
    options = {};
    options.sync_commands_per_minute = commands;
    EXPECT_EQ(refusal(options), "sync_commands_per_minute: give a number from 0 to 1000000");
  }
  for (const char* name : {"A_B", "ab", "", "127.0.0.1"}) {
    options = {};
    options.objects.buckets = {"fine", name};
    EXPECT_EQ(refusal(options), "buckets: give names of 3 to 63 small letters, digits, - and .") << name;
    options = {};
    options.objects.undelegated_buckets = {name};
    EXPECT_EQ(refusal(options), "undelegated_buckets: give names of 3 to 63 small letters, digits, - and .");
  }
  options = {};
  options.objects.directory = "/nowhere";
  EXPECT_EQ(refusal(options), "object_directory: no nameless file can be made in /nowhere");
  const auto first = Simulator::Start({}, &clock);
  ASSERT_TRUE(first.ok());
  options = {};
  options.listen = (*first)->address();
  EXPECT_EQ(refusal(options), absl::StrCat("listen ", options.listen, ": Address already in use"));
}

}  // namespace
}  // namespace cloudphone::simulator
