// What changes servers: deletion, replacement, other models, other key pairs.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "tests/unit/simulator/cloud_fixture.h"

namespace cloudphone::simulator {
namespace {

constexpr char kServers[] = "v2/cloud-phone/servers";
constexpr char kChangeModel[] = "v1/cloud-phone/servers/change-server-model";
constexpr char kKeyPairs[] = "v1/cloud-phone/servers/open-access";
constexpr char kNobody[] = "ffffffffffffffffffffffffffffffff";

constexpr char kReplacement[] =
    R"({"phone_model_name":"rx1.cp.c60.d10.e1v1","image_id":"1564567b8bab40f34711234cb80d8574",)"
    R"("keypair_name":"other","tenant_vpc_id":"fca063f6-b942-42a8-9004-e5545f58d6a2",)"
    R"("nics":[{"subnet_id":"f1cbfc37-eb42-4357-a0ec-9e4f11950908"}],"public_ip":{"eip":{"type":"5_bgp"}},)"
    R"("band_width":{"band_width_share_type":0,"band_width_size":200,"band_width_charge_mode":1},)"
    R"("extend_param":{"enterprise_project_id":"ep"}})";

class ServerChangesTest : public CloudTest {
 protected:
  static std::string Ids(const std::vector<std::string>& ids) {
    return absl::StrCat("{\"server_ids\":[\"", absl::StrJoin(ids, "\",\""), "\"]}");
  }
  static std::string ModelBody(const std::string& id, const std::string& server_model,
                               const std::string& phone_model, const std::string& terms) {
    return absl::StrCat("{\"server_id\":\"", id, "\",\"server_model_name\":\"", server_model,
                        "\",\"phone_model_name\":\"", phone_model, "\",\"extend_param\":", terms, "}");
  }
  std::string KeyPairOf(const std::string& id) {
    Show(id);
    return At("keypair_name");
  }
  void SetDefect(const std::string& id, Action action) {
    simulator_->Edit([&](World* world) { world->FindServer(id)->defect = action; });
  }
};

TEST_F(ServerChangesTest, ADeletedServerGoesWithAllThatIsItsOwn) {
  const std::string id = ServerId("cph-pay-per-use");
  EXPECT_EQ(Send("POST", absl::StrCat("v1/cph-server/", id, "/tags/action"),
                 R"({"action":"create","tags":[{"key":"k","value":"v"}]})"),
            "204 ");
  EXPECT_EQ(Send("DELETE", kServers, Ids({id}), true), "200 ") << "chunked, as Java sends it";
  const std::string request_id = At("request_id");
  const std::string job_id = At("job_id");
  EXPECT_EQ(At("jobs"), "-") << "one job for all";
  Show(id);
  EXPECT_EQ(At("status"), "6");
  EXPECT_EQ(Send("DELETE", kServers, Ids({id})), "400 CPS.0099") << "it is on its way";
  FinishJobs();
  EXPECT_EQ(Show(id), "404 CPS.0015");
  EXPECT_EQ(OutcomeOf(job_id), "2");
  Get(absl::StrCat("v1/cloud-phone/jobs?request_id=", request_id));
  EXPECT_EQ(At("jobs[0].job_id"), job_id);
  EXPECT_EQ(At("jobs[0].server_id"), "-");
  Get("v1/cph-server/tags");
  EXPECT_EQ(At("total_count"), "2") << "those of another server";
}

TEST_F(ServerChangesTest, OnlyPayPerUseServersAreDeletedAtMostTenAtOnce) {
  const std::string id = ServerId("cph-pay-per-use");
  EXPECT_EQ(Send("DELETE", kServers, Ids({id, ServerId("cph-server-1")})), "400 CPS.0056");
  EXPECT_EQ(Send("DELETE", kServers, Ids({id, kNobody})), "404 CPS.0015");
  EXPECT_EQ(Send("DELETE", kServers, Ids({id, "no id"})), "400 CPS.0097");
  EXPECT_EQ(Send("DELETE", kServers, "{\"server_ids\":[]}"), "400 CPS.0095");
  EXPECT_EQ(Send("DELETE", kServers, ""), "400 CPS.0094");
  EXPECT_EQ(Send("DELETE", kServers, Ids(std::vector<std::string>(11, id))), "400 CPS.0096");
  Show(id);
  EXPECT_EQ(At("status"), "5") << "none of them took it along";
  EXPECT_EQ(Send("DELETE", kServers, Ids(std::vector<std::string>(10, id))), "200 ");
}

TEST_F(ServerChangesTest, ADeletionMayFail) {
  const std::string id = ServerId("cph-pay-per-use");
  SetDefect(id, Action::kDeleteServers);
  Send("DELETE", kServers, Ids({id}));
  const std::string job_id = At("job_id");
  FinishJobs();
  EXPECT_EQ(OutcomeOf(job_id), "-1 CPS.0054");
  Show(id);
  EXPECT_EQ(At("status"), "5");
}

TEST_F(ServerChangesTest, AReplacedServerKeepsWhoItIsAndGetsNewPhones) {
  const std::string id = ServerId("cph-server-2");
  const std::string path = absl::StrCat("v2/cloud-phone/servers/", id, "/change");
  Get(absl::StrCat("v1/cloud-phone/phones?server_id=", id));
  const std::string old_phone = At("phones[0].phone_id");
  EXPECT_EQ(Send("POST", path, kReplacement), "200 ");
  EXPECT_EQ(At("server_id"), id);
  const std::string job_id = At("job_id");
  Show(id);
  EXPECT_EQ(At("status"), "1");
  EXPECT_EQ(Get(absl::StrCat("v1/cloud-phone/phones/", old_phone)), "404 CPS.0005");
  EXPECT_EQ(Send("POST", path, kReplacement), "400 CPS.0099");
  FinishJobs();
  EXPECT_EQ(OutcomeOf(job_id), "2");
  Show(id);
  EXPECT_EQ(At("status"), "5");
  EXPECT_EQ(At("server_name"), "cph-server-2");
  EXPECT_EQ(At("keypair_name"), "other");
  EXPECT_EQ(At("enterprise_project_id"), "ep");
  EXPECT_EQ(At("band_widths[0].band_width_size"), "200");
  EXPECT_EQ(At("metadata.order_id"), "CS1710111105S8IPB");
  EXPECT_EQ(At("availability_zone"), "cn-east-3a");
  Get(absl::StrCat("v1/cloud-phone/phones?server_id=", id));
  EXPECT_EQ(At("count"), "60");
  EXPECT_EQ(At("phones[0].image_id"), "1564567b8bab40f34711234cb80d8574");
}

TEST_F(ServerChangesTest, AReplacementHasThePortsThatItNames) {
  const std::string id = ServerId("cph-server-2");
  const std::string path = absl::StrCat("v2/cloud-phone/servers/", id, "/change");
  EXPECT_EQ(PortsOf(id), "adb 5555 public, server1 38080 public");
  const std::string with_port = absl::StrReplaceAll(
      kReplacement,
      {{"\"keypair_name\"",
        R"("ports":[{"name":"p1","listen_port":10000,"internet_accessible":"no"}],"keypair_name")"}});
  EXPECT_EQ(Send("POST", path, with_port), "200 ");
  FinishJobs();
  EXPECT_EQ(PortsOf(id), "adb 5555 public, p1 10000");
  EXPECT_EQ(Send("POST", path, kReplacement), "200 ");
  FinishJobs();
  EXPECT_EQ(PortsOf(id), "adb 5555 public");
}

TEST_F(ServerChangesTest, AReplacementIsRefusedOrFails) {
  const std::string id = ServerId("cph-server-2");
  const std::string path = absl::StrCat("v2/cloud-phone/servers/", id, "/change");
  EXPECT_EQ(Send("POST", absl::StrCat("v2/cloud-phone/servers/", kNobody, "/change"), kReplacement),
            "404 CPS.0015");
  EXPECT_EQ(Send("POST", "v2/cloud-phone/servers/a.b/change", kReplacement), "400 CPS.0016");
  EXPECT_EQ(Send("POST", path, "{}"), "400 CPS.0027");
  EXPECT_EQ(Send("POST", path, absl::StrReplaceAll(kReplacement, {{"rx1.cp.c60.d10.e1v1", "rs2.plus"}})),
            "400 CPS.0157")
      << "of another server model";
  const std::string small = R"("phone_data_volume":{"volume_type":"SSD","size":9},"keypair_name")";
  EXPECT_EQ(Send("POST", path, absl::StrReplaceAll(kReplacement, {{"\"keypair_name\"", small}})),
            "400 APIGW.0201")
      << "at least 10 GB here";
  EXPECT_EQ(
      Send("POST", path, absl::StrReplaceAll(kReplacement, {{R"({"enterprise_project_id":"ep"})", "1"}})),
      "400 CPS.0055");
  SetDefect(id, Action::kChangeServer);
  Send("POST", path, kReplacement);
  const std::string job_id = At("job_id");
  FinishJobs();
  EXPECT_EQ(OutcomeOf(job_id), "-1 CPS.0054");
  Show(id);
  EXPECT_EQ(At("status"), "2");
  simulator_->Edit([&](World* world) { world->FindServer(id)->defect.reset(); });
  EXPECT_EQ(Send("POST", path, kReplacement), "200 ") << "and may be tried again";
}

TEST_F(ServerChangesTest, ARestartMayFailAndIsTriedAgain) {
  const std::string id = ServerId("cph-server-2");
  SetDefect(id, Action::kRestart);
  for (int i = 0; i < 2; ++i) {
    Send("POST", "v1/cloud-phone/servers/batch-restart", Ids({id}));
    const std::string job_id = At("jobs[0].job_id");
    FinishJobs();
    EXPECT_EQ(OutcomeOf(job_id), "-1 CPS.0054");
    Show(id);
    EXPECT_EQ(At("status"), "2");
  }
}

TEST_F(ServerChangesTest, AnOrderChangesTheModels) {
  const std::string id = ServerId("cph-server-2");
  const std::string body =
      ModelBody(id, "physical.rx1.xlarge.special", "rx1.cp.sp.c60.d10.e1v1", "{\"is_auto_pay\":1}");
  EXPECT_EQ(Send("POST", kChangeModel, body), "200 ");
  EXPECT_EQ(At("job_id"), "-");
  const std::string order_id = At("order_id");
  EXPECT_EQ(Send("POST", "v1/cloud-phone/servers/batch-restart", Ids({id})), "200 ");
  EXPECT_EQ(At("jobs[0].error_code"), "CPS.0158") << "the order holds it";
  EXPECT_EQ(Send("POST", kChangeModel, body), "400 CPS.0099");
  Show(id);
  EXPECT_EQ(At("status"), "5");
  EXPECT_EQ(At("server_model_name"), "physical.rx1.xlarge");
  FinishJobs();
  Show(id);
  EXPECT_EQ(At("server_model_name"), "physical.rx1.xlarge.special");
  EXPECT_EQ(At("phone_model_name"), "rx1.cp.sp.c60.d10.e1v1");
  Get(absl::StrCat("v1/cloud-phone/phones?server_id=", id));
  EXPECT_EQ(At("count"), "60");
  EXPECT_EQ(At("phones[0].phone_model_name"), "rx1.cp.sp.c60.d10.e1v1");
  simulator_->Edit([&](World* world) {
    EXPECT_EQ(world->orders().Find(order_id)->status, kOrderCompleted);
    EXPECT_EQ(world->orders().Find(order_id)->type, kOrderChange);
  });
}

// The documented samples of both changes, on the servers that they fit.
TEST_F(ServerChangesTest, TheDocumentedSamplesFindAServerThatTheyFit) {
  constexpr char kNetwork[] = R"("tenant_vpc_id":"fca063f6-b942-42a8-9004-e5545f58d6a2",)"
                              R"("nics":[{"subnet_id":"f1cbfc37-eb42-4357-a0ec-9e4f11950908"}])";
  EXPECT_EQ(
      Send("POST", kServers,
           absl::StrCat(R"({"server_name":"s","server_model_name":"physical.rx1.xlarge",)",
                        R"("phone_model_name":"rx1.cp.c105.d8.e1v1","count":1,)",
                        R"("image_id":"88b8449b896f3a4f0ad57222dd919090","extend_param":{"charging_mode":0,)",
                        R"("period_type":2,"period_num":1,"is_auto_pay":1},)", kNetwork, "}")),
      "200 ");
  const std::string bought = At("server_ids[0]");
  FinishJobs();
  EXPECT_EQ(
      Send("POST", kChangeModel,
           ModelBody(bought, "physical.rx1.xlarge.special", "rx1.cp.sp.c105.d8.e5v5", "{\"is_auto_pay\":1}")),
      "200 ");
  FinishJobs();
  Show(bought);
  EXPECT_EQ(At("phone_model_name"), "rx1.cp.sp.c105.d8.e5v5");
  EXPECT_EQ(Send("POST", absl::StrCat("v2/cloud-phone/servers/", ServerId("cph-pay-per-use"), "/change"),
                 absl::StrCat(R"({"phone_model_name":"kg1.cp.c20.d64SSD.e1v1",)",
                              R"("image_id":"20060220200717f201120a2300000e91","keypair_name":"keypair",)",
                              R"("ports":[{"name":"myServer1","listen_port":20000,)",
                              R"("internet_accessible":"false"},{"name":"myServer2","listen_port":20001,)",
                              R"("internet_accessible":"true"}],"public_ip":{"eip":{"type":"5_bgp"}},)",
                              R"("band_width":{"band_width_share_type":0,"band_width_size":300,)",
                              R"("band_width_charge_mode":1},"extend_param":{"enterprise_project_id":"0"},)",
                              kNetwork, "}")),
            "200 ");
}

TEST_F(ServerChangesTest, AnUnpaidModelChangeWaits) {
  const std::string id = ServerId("cph-server-2");
  Send("POST", kChangeModel, ModelBody(id, "physical.rx1.xlarge.special", "rx1.cp.sp.c60.d10.e1v1", "{}"));
  const std::string order_id = At("order_id");
  FinishJobs();
  Show(id);
  EXPECT_EQ(At("server_model_name"), "physical.rx1.xlarge");
  simulator_->Edit([&](World* world) { PayOrder(world, world->orders().Find(order_id)); });
  FinishJobs();
  Show(id);
  EXPECT_EQ(At("server_model_name"), "physical.rx1.xlarge.special");
}

TEST_F(ServerChangesTest, ModelsChangeWithinAGenerationAndWithAsManyPhones) {
  const std::string id = ServerId("cph-server-2");
  const struct {
    std::string id, server_model, phone_model, terms;
    const char* outcome;
  } kRows[] = {
      {"", "physical.rx1.xlarge.special", "rx1.cp.sp.c60.d10.e1v1", "{}", "400 CPS.0097"},
      {kNobody, "physical.rx1.xlarge.special", "rx1.cp.sp.c60.d10.e1v1", "{}", "404 CPS.0015"},
      {id, "", "rx1.cp.sp.c60.d10.e1v1", "{}", "400 CPS.0088"},
      {id, "unknown", "rx1.cp.sp.c60.d10.e1v1", "{}", "400 CPS.0089"},
      {id, "physical.kg1.4xlarge.a.cp", "kg1.cp.a.c60.d16.e1v1", "{}", "400 CPS.0089"},
      {id, "physical.rx1.xlarge.special", "", "{}", "400 CPS.0027"},
      {id, "physical.rx1.xlarge.special", "unknown", "{}", "400 CPS.0028"},
      {id, "physical.rx1.xlarge.special", "rx1.cp.c60.d10.e1v1", "{}", "400 CPS.0157"},
      {id, "physical.rx1.xlarge.special", "rx1.cp.sp.c105.d8.e5v5", "{}", "400 CPS.0157"},
      {id, "physical.rx1.xlarge.special", "rx1.cp.sp.c60.d10.e1v1", "[]", "400 CPS.0055"},
      {id, "physical.rx1.xlarge.special", "rx1.cp.sp.c60.d10.e1v1", "{\"is_auto_pay\":2}", "400 CPS.0060"},
  };
  for (const auto& row : kRows)
    EXPECT_EQ(Send("POST", kChangeModel, ModelBody(row.id, row.server_model, row.phone_model, row.terms)),
              row.outcome)
        << row.server_model << " " << row.phone_model << " " << row.terms;
  EXPECT_EQ(Send("POST", kChangeModel, "[]"), "400 CPS.0097");
}

TEST_F(ServerChangesTest, KeyPairsChangeForEachServerByItself) {
  const std::string ids[] = {ServerId("cph-server-1"), ServerId("cph-server-2")};
  const auto item = [](const std::string& id, const std::string& name) {
    return absl::StrCat("{\"server_id\":\"", id, "\",\"keypair_name\":\"", name, "\"}");
  };
  SetDefect(ids[1], Action::kChangeKeyPair);
  EXPECT_EQ(
      Send("PUT", kKeyPairs,
           absl::StrCat("{\"servers\":[", item(ids[0], "new-pair"), ",", item(ids[1], "new-pair"), ",",
                        item(kNobody, "new-pair"), ",", item("no id", "new-pair"), ",", item(ids[0], ""), ",",
                        item(ids[0], "missing-pair"), ",", item(ids[0], "again"), "]}")),
      "200 ");
  const std::string done = At("jobs[0].job_id");
  const std::string failed = At("jobs[1].job_id");
  EXPECT_EQ(At("jobs[0].server_id"), ids[0]);
  const char* const codes[] = {"CPS.0159", "CPS.0097", "CPS.0068", "CPS.0067", "CPS.0098"};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(At(absl::StrCat("jobs[", i + 2, "].error_code")), codes[i]) << i;
  EXPECT_EQ(KeyPairOf(ids[0]), "mykeypair") << "not before the job's end";
  FinishJobs();
  EXPECT_EQ(OutcomeOf(done), "2");
  EXPECT_EQ(OutcomeOf(failed), "-1 CPS.0054");
  EXPECT_EQ(KeyPairOf(ids[0]), "new-pair");
  EXPECT_EQ(KeyPairOf(ids[1]), "mykeypair");
  EXPECT_EQ(Send("PUT", kKeyPairs, "{\"servers\":[]}"), "400 CPS.0095");
  EXPECT_EQ(Send("PUT", kKeyPairs, "{}"), "400 CPS.0094");
  EXPECT_EQ(Send("PUT", kKeyPairs, "{\"servers\":[1]}"), "400 CPS.0094");
}

}  // namespace
}  // namespace cloudphone::simulator
