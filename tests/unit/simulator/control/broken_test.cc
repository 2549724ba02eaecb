// Each way in which a behaviour can be broken, seen over the socket; and that nothing else is.

#include "service/simulator/control/broken.h"

#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/fake_timers.h"
#include "gtest/gtest.h"
#include "service/simulator/simulator.h"
#include "service/simulator/world.h"
#include "tests/unit/simulator/object_client.h"
#include "tests/unit/simulator/signing_client.h"

namespace cloudphone::simulator {
namespace {

// A simulator with one behaviour broken, and a call of it.
class BrokenCloud {
 public:
  explicit BrokenCloud(const std::string& broken) {
    options_.broken = broken;
    auto started = Simulator::Start(options_, &clock_);
    EXPECT_TRUE(started.ok()) << started.status();
    simulator_ = *std::move(started);
    simulator_->Edit([&](World* world) {
      phone_id_ = world->phones().front().id;
      server_id_ = world->servers().front().id;
    });
  }

  // The outcome of a call behind the project, and what its answer says under that name.
  std::string Call(absl::string_view method, const std::string& path, const std::string& body = "",
                   const char* member = "") {
    SigningClient client(simulator_->address(), keys(), clock_.Now());
    const rapidjson::Document answer = client.Call(method, path, body);
    if (*member == '\0') return client.outcome();
    if (!answer.HasMember(member)) return "-";
    const rapidjson::Value& value = answer[member];
    if (value.IsArray()) return absl::StrCat("[", value.Size(), "]");
    return value.IsString() ? value.GetString() : absl::StrCat(value.GetInt());
  }
  std::string Phone(const char* member) {
    return Call("GET", absl::StrCat("/cloud-phone/phones/", phone_id_), "", member);
  }
  SigningKeys keys() const {
    return {options_.access_key, secret_key_, options_.security_token, options_.project_id};
  }

  SimulatorOptions options_;
  std::string secret_key_ = kDefaultSecretKey;
  FakeTimers clock_;
  std::unique_ptr<Simulator> simulator_;
  std::string phone_id_;
  std::string server_id_;
};

TEST(BrokenTest, KnowsItsNamesOnceEach) {
  const std::vector<std::string> names = BrokenNames();
  EXPECT_GE(names.size(), 25u);
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
  for (const std::string& name : names) EXPECT_TRUE(CheckBroken(name).ok()) << name;
  EXPECT_EQ(CheckBroken("nothing").message(), "broken: \"nothing\" is no name of a behaviour");
}

TEST(BrokenTest, AnUnknownNameIsNoSimulator) {
  SimulatorOptions options;
  options.broken = "nothing";
  FakeTimers clock;
  EXPECT_EQ(Simulator::Start(options, &clock).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(BrokenTest, WhatIsNotDoneIsAnsweredAllTheSame) {
  for (const bool is_broken : {false, true}) {
    BrokenCloud cloud(is_broken ? "phone-names-not-saved" : "");
    const std::string path = absl::StrCat("/cloud-phone/phones/", cloud.phone_id_);
    EXPECT_EQ(cloud.Call("PUT", path, R"({"phone_name":"renamed"})"), "200 ");
    EXPECT_EQ(cloud.Phone("phone_name") == "renamed", !is_broken);
  }
}

TEST(BrokenTest, ACallWithoutAnAnswersBodyIsNotDoneEither) {
  BrokenCloud cloud("tags-not-saved");
  const std::string path = absl::StrCat("/cph-server/", cloud.server_id_, "/tags");
  SigningClient client(cloud.simulator_->address(), cloud.keys(), cloud.clock_.Now());
  client.SendCall("POST", path + "/action", R"({"action":"create","tags":[{"key":"a","value":"b"}]})");
  EXPECT_EQ(client.ReadAnswer().status, 204);
  client.SendCall("GET", path);
  EXPECT_EQ(client.ReadAnswer().body.find(R"("a")"), std::string::npos);
}

TEST(BrokenTest, ACallIsServedAsAnother) {
  for (const bool is_broken : {false, true}) {
    BrokenCloud cloud(is_broken ? "reset-is-restart" : "");
    cloud.Call("POST", "/cloud-phone/phones/batch-reset",
               absl::StrCat(R"({"phones":[{"phone_id":")", cloud.phone_id_, "\"}]}"));
    EXPECT_EQ(cloud.Phone("status"), absl::StrCat(is_broken ? kPhoneRestarting : kPhoneResetting));
  }
}

TEST(BrokenTest, ThingsAreLostOnTheWay) {
  const struct {
    const char* broken;
    const char* path;
    const char* member;
    const char* healthy;
    const char* wrong;
  } kRows[] = {
      {"offset-ignored", "/cloud-phone/phones?limit=7&offset=119", "phones", "[1]", "[7]"},
      {"limit-ignored", "/cloud-phone/phones?limit=1&offset=20", "phones", "[1]", "[100]"},
      {"count-wrong", "/cloud-phone/phones?limit=1", "count", "120", "0"},
      {"phone-status-filter-ignored", "/cloud-phone/phones?limit=2&status=8", "count", "1", "120"},
      {"unknown-phone-code-wrong", "/cloud-phone/phones/none", "error_code", "CPS.0005", "CPS.0003"},
      {"phone-models-lost", "/cloud-phone/phone-models?limit=3", "phone_models", "[3]", "[0]"},
  };
  for (const auto& row : kRows) {
    BrokenCloud healthy("");
    EXPECT_EQ(healthy.Call("GET", row.path, "", row.member), row.healthy) << row.broken;
    BrokenCloud broken(row.broken);
    EXPECT_EQ(broken.Call("GET", row.path, "", row.member), row.wrong) << row.broken;
  }
}

TEST(BrokenTest, AMemberIsNotThere) {
  EXPECT_EQ(BrokenCloud("").Phone("access_infos"), "[2]");
  EXPECT_EQ(BrokenCloud("phone-addresses-lost").Phone("access_infos"), "-");
}

TEST(BrokenTest, AnErrorHasAnotherStatus) {
  BrokenCloud cloud("unknown-phone-status-wrong");
  EXPECT_EQ(cloud.Call("GET", "/cloud-phone/phones/none"), "500 CPS.0005");
  EXPECT_EQ(cloud.Call("GET", absl::StrCat("/cloud-phone/phones/", cloud.phone_id_)), "200 ");
}

TEST(BrokenTest, ARequestSaysAnotherThing) {
  BrokenCloud cloud("restart-loses-properties");
  const std::string body = absl::StrCat(R"({"phones":[{"phone_id":")", cloud.phone_id_,
                                        R"(","property":"{\"sys.prop.writewifissid\":\"x\"}"}]})");
  EXPECT_EQ(cloud.Call("POST", "/cloud-phone/phones/batch-restart", body), "200 ");
  EXPECT_EQ(cloud.Phone("property").find("\"x\""), std::string::npos);
  BrokenCloud key_pairs("key-pairs-not-changed");
  key_pairs.Call(
      "PUT", "/cloud-phone/servers/open-access",
      absl::StrCat(R"({"servers":[{"server_id":")", key_pairs.server_id_, R"(","keypair_name":"other"}]})"));
  key_pairs.clock_.Advance(absl::Hours(1));
  EXPECT_EQ(
      key_pairs.Call("GET", absl::StrCat("/cloud-phone/servers/", key_pairs.server_id_), "", "keypair_name"),
      "mykeypair");
}

TEST(BrokenTest, SignaturesAreNotChecked) {
  for (const bool is_broken : {false, true}) {
    BrokenCloud cloud(is_broken ? "signatures-unchecked" : "");
    cloud.secret_key_ = "wrong";
    EXPECT_EQ(cloud.Call("GET", "/cloud-phone/phones?limit=1"), is_broken ? "200 " : "401 APIGW.0301");
  }
}

TEST(BrokenTest, TheObjectStoreIsBrokenByRowsOfItsOwn) {
  for (const bool is_broken : {false, true}) {
    BrokenCloud cloud(is_broken ? "objects-not-saved" : "objects-stay");
    ObjectClient client(cloud.simulator_->address(), cloud.keys(), cloud.clock_.Now());
    EXPECT_EQ(client.Call("PUT", "/cph-staging/a", "content").status, 200);
    EXPECT_EQ(client.Call("GET", "/cph-staging/a").status, is_broken ? 404 : 200);
    EXPECT_EQ(client.Call("DELETE", "/cph-staging/a").status, 204);
    EXPECT_EQ(client.Call("GET", "/cph-staging/a").status, is_broken ? 404 : 200);
  }
  BrokenCloud cloud("object-ranges-ignored");
  ObjectClient client(cloud.simulator_->address(), cloud.keys(), cloud.clock_.Now());
  client.Call("PUT", "/cph-staging/a", "content");
  EXPECT_EQ(client.Call("GET", "/cph-staging/a", "", {{"Range", "bytes=1-2"}}).body, "content");
}

}  // namespace
}  // namespace cloudphone::simulator
