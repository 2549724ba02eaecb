// What the vendor's tools send and insist on: each line was seen of one of them. Purchases are in
// purchases_test.cc, logins and projects in iam_test.cc.

#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
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

TEST_F(WireFormsTest, TypesOfPhonesAndModelsAreThoseToo) {
  Get("v1/cloud-phone/phones?limit=1");
  const std::string id = At("phones[0].phone_id");
  TypesAre("listed phone", {"vnc_enable", "image_version", "imei", "traffic_type", "availability_zone"},
           {"status", "type", "volume_mode"}, answer_["phones"][0]);
  Get(absl::StrCat("v1/cloud-phone/phones/", id));
  TypesAre("phone", {"vnc_enable", "image_version", "imei", "traffic_type", "property"},
           {"status", "type", "volume_mode"}, answer_);
  TypesAre("its port", {"type"}, {"access_port", "listen_port"}, answer_["access_infos"][0]);
  EXPECT_TRUE(answer_["metadata"].IsObject() || answer_["metadata"].IsNull());
  Get("v1/cloud-phone/phone-models");
  for (const auto& model : answer_["phone_models"].GetArray())
    EXPECT_TRUE(model["extend_spec"].IsString()) << model["phone_model_name"].GetString();
  Get("v1/cloud-phone/server-models");
  for (const auto& model : answer_["server_models"].GetArray())
    EXPECT_TRUE(model["extend_spec"].IsObject() || model["extend_spec"].IsNull())
        << model["server_model_name"].GetString();
}

TEST_F(WireFormsTest, RefusedItemsNameTheirTarget) {
  Get("v1/cloud-phone/phones?limit=1");
  const std::string id = At("phones[0].phone_id");
  const struct {
    const char* method;
    const char* path;
    std::string body;
    const char* target;
    const char* code;
  } kRows[] = {
      {"POST", "v1/cloud-phone/phones/batch-restart", R"({"phones":[{"phone_id":"none","property":""}]})",
       "phone_id", "CPS.0005"},
      {"POST", "v1/cloud-phone/phones/batch-reset", R"({"phones":[{"phone_id":"none"}]})", "phone_id",
       "CPS.0005"},
      {"POST", "v1/cloud-phone/phones/batch-stop", R"({"phone_ids":["none"]})", "phone_id", "CPS.0005"},
      {"POST", "v1/cloud-phone/phones/batch-update-property",
       absl::StrCat(R"({"phones":[{"phone_id":")", id, R"(","property":"{\"no.such\":\"1\"}"}]})"),
       "phone_id", "CPS.0163"},
      {"POST", "v1/cloud-phone/servers/batch-restart", R"({"server_ids":["none"]})", "server_id", "CPS.0159"},
      {"PUT", "v1/cloud-phone/servers/open-access",
       R"({"servers":[{"server_id":"none","keypair_name":"k"}]})", "server_id", "CPS.0159"},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(SendAs(terraform_, row.method, row.path, row.body, false), "200 ") << row.path;
    EXPECT_NE(At(absl::StrCat("jobs[0].", row.target)), "-") << row.path;
    EXPECT_EQ(At("jobs[0].error_code"), row.code) << row.path;
    EXPECT_EQ(At("jobs[0].job_id"), "-") << row.path;
  }
}

TEST_F(WireFormsTest, AnEmptyPropertyIsNone) {
  Get("v1/cloud-phone/phones?limit=2&status=2");
  const std::string ids[] = {At("phones[0].phone_id"), At("phones[1].phone_id")};
  for (const char* action : {"batch-restart", "batch-reset"}) {
    const std::string& id = ids[absl::string_view(action) == "batch-reset" ? 1 : 0];
    const std::string path = absl::StrCat("v1/cloud-phone/phones/", id);
    Get(path);
    const std::string before = At("property");
    EXPECT_EQ(SendAs(terraform_, "POST", absl::StrCat("v1/cloud-phone/phones/", action),
                     absl::StrCat(R"({"phones":[{"phone_id":")", id, "\",\"property\":\"\"}]}\n"), false),
              "200 ");
    EXPECT_NE(At("jobs[0].job_id"), "-") << action;
    Get(path);
    EXPECT_EQ(At("property"), before) << action;
  }
}

TEST_F(WireFormsTest, TagCallsAnswer204AndPurchases200) {
  const std::string id = ServerId("cph-server-1");
  for (const char* action : {"create", "delete"})
    EXPECT_EQ(
        SendAs(terraform_, "POST", absl::StrCat("v1/cph-server/", id, "/tags/action"),
               absl::StrCat(R"({"action":")", action, R"(","tags":[{"key":"a","value":"b"}]})", "\n"), false),
        "204 ");
}

// The verifier decodes, sorts and encodes again.
TEST_F(WireFormsTest, QueriesAndPathsComeInTheSpellingOfEachTool) {
  const std::string project = absl::StrCat("/v1/", options_.project_id, "/cloud-phone/");
  const struct {
    const char* of;
    const char* signed_target;
    const char* sent_target;
    const char* outcome;
  } kRows[] = {
      {"Node keeps the caller's order", "phones?limit=1&offset=2", "phones?offset=2&limit=1", "200"},
      {"Node leaves * as it is", "phones?phone_name=a%2A", "phones?phone_name=a*", "200"},
      {"Java writes ~ as %7E", "phones?phone_name=a~", "phones?phone_name=a%7E", "200"},
      {"Java and Node keep / in a value of the path", "phones/a/b", "phones/a/b", "404"},
      {"Python writes %2F there", "phones/a/b", "phones/a%2Fb", "400"},
      {"and signs it so, or so", "phones/a%2Fb", "phones/a%2Fb", "400"},
      {"what was signed otherwise", "phones?limit=1", "phones?limit=2", "401"},
  };
  for (const auto& row : kRows) {
    SigningClient client(simulator_->address(), {options_.access_key, options_.secret_key, "", ""},
                         clock_.Now());
    client.SendWithHeaders("GET", absl::StrCat(project, row.signed_target), node_, "", false,
                           absl::StrCat(project, row.sent_target));
    EXPECT_EQ(absl::StrCat(client.ReadAnswer().status), row.outcome) << row.of;
  }
}

TEST_F(WireFormsTest, ATargetMayBeWrittenAsForAProxy) {
  const std::string phones = absl::StrCat("/v1/", options_.project_id, "/cloud-phone/phones?limit=1");
  const struct {
    std::string signed_target, sent_target;
    const char* outcome;
  } kRows[] = {
      {phones, absl::StrCat("http://cph.cn-north-4.myhuaweicloud.com", phones), "200"},
      {phones, absl::StrCat("HTTP://127.0.0.1:8081", phones), "200"},
      {phones, absl::StrCat("https://cph.cn-north-4.myhuaweicloud.com", phones), "200"},
      {phones, absl::StrCat("http://host", phones, "0"), "401"},
      {"?a=b", "http://host?a=b", "404"},
      {"", "http://host", "404"},
  };
  for (const auto& row : kRows) {
    SigningClient client(simulator_->address(), {options_.access_key, options_.secret_key, "", ""},
                         clock_.Now());
    client.SendWithHeaders("GET", row.signed_target, node_, "", false, row.sent_target);
    EXPECT_EQ(absl::StrCat(client.ReadAnswer().status), row.outcome) << row.sent_target;
  }
}

TEST_F(WireFormsTest, ErrorsHaveTheThreeMembersThatAllReadAndTheHeader) {
  const SigningKeys wrong = {options_.access_key, "wrong", "", options_.project_id};
  for (const SigningKeys& keys :
       {wrong, SigningKeys{options_.access_key, options_.secret_key, "", options_.project_id}}) {
    SigningClient client(simulator_->address(), keys, clock_.Now());
    const rapidjson::Document error = client.Call("GET", "/cloud-phone/phones/none");
    TypesAre("error", {"request_id", "error_code", "error_msg"}, {}, error);
    EXPECT_EQ(client.headers().at("x-request-id"), error["request_id"].GetString());
  }
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

TEST_F(WireFormsTest, ASingleJobNamesTheServerWhereItIsTheServers) {
  const std::string server_id = ServerId("cph-server-1");
  std::string phone_id;
  simulator_->Edit([&](World* world) { phone_id = world->FindPhoneNamed("cph-server-1-00001")->id; });
  EXPECT_EQ(Send("POST", "v1/cloud-phone/phones/batch-restart",
                 absl::StrCat(R"({"phones":[{"phone_id":")", phone_id, "\"}]}")),
            "200 ");
  const std::string job_id = At("jobs[0].job_id");
  EXPECT_EQ(Get(absl::StrCat("v1/cloud-phone/jobs?request_id=", At("request_id"))), "200 ");
  EXPECT_EQ(At("jobs[0].server_id"), server_id) << "a list has it beside the phone";
  EXPECT_EQ(Get(absl::StrCat("v1/cloud-phone/jobs/", job_id)), "200 ");
  EXPECT_EQ(At("phone_id"), phone_id);
  EXPECT_EQ(At("server_id"), "-");
  FinishJobs();
  EXPECT_EQ(Send("POST", "v1/cloud-phone/servers/batch-restart",
                 absl::StrCat(R"({"server_ids":[")", server_id, "\"]}")),
            "200 ");
  EXPECT_EQ(Get(absl::StrCat("v1/cloud-phone/jobs/", At("jobs[0].job_id"))), "200 ");
  EXPECT_EQ(At("server_id"), server_id);
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

// Deleting a shared app polls the job of its creation once more.
TEST_F(WireFormsTest, AJobStaysReadableWhenWhatItMadeIsGone) {
  const std::string servers = absl::StrCat(R"("server_ids":[")", ServerId("cph-server-1"), "\"]");
  EXPECT_EQ(SendAs(terraform_, "POST", "v1/cloud-phone/phones/share-apps",
                   absl::StrCat(R"({"package_name":"com.cph.config","bucket_name":"mybucket",)",
                                R"("object_path":"apps/com.cph.config.tar",)", servers, "}\n"),
                   false),
            "200 ");
  const std::string job_id = At("jobs[0].job_id");
  FinishJobs();
  EXPECT_EQ(SendAs(terraform_, "DELETE", "v1/cloud-phone/phones/share-apps",
                   absl::StrCat(R"({"package_name":"com.cph.config",)", servers, "}\n"), false),
            "200 ");
  FinishJobs();
  EXPECT_EQ(OutcomeOf(job_id), "2");
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
      {absl::StrCat("create_since=", now - 48L * 3600), "3"},
  };
  for (const auto& row : kRows) {
    const std::string outcome = Get(absl::StrCat("v1/cloud-phone/servers?", row.query));
    EXPECT_EQ(outcome == "200 " ? At("count") : outcome, row.count) << row.query;
  }
}

}  // namespace
}  // namespace cloudphone::simulator
