// Credentials that no secret is kept for: by the token of another identity provider, and from the host of a
// virtual machine.

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"
#include "service/simulator/fault_plan.h"
#include "service/simulator/simulator.h"
#include "tests/unit/simulator/signing_client.h"

namespace cloudphone::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kIdTokens[] = "/v3.0/OS-AUTH/id-token/tokens";
constexpr char kMetadataTokens[] = "/meta-data/latest/api/token";
constexpr char kSecurityKey[] = "/openstack/latest/securitykey";
constexpr char kProvider[] = "X-Idp-Id: simulator-idp\r\n";
constexpr char kShown[] = R"({"auth":{"id_token":{"id":"simulator-id-token"}}})";
constexpr char kTtl[] = "X-Metadata-Token-Ttl-Seconds: 21600\r\n";

class CredentialSourcesTest : public ::testing::Test {
 protected:
  CredentialSourcesTest() { Restart({}); }

  void Restart(SimulatorOptions options) {
    options.faults = plan_;
    auto started = Simulator::Start(options, &clock_);
    ASSERT_TRUE(started.ok()) << started.status();
    simulator_ = *std::move(started);
  }
  // Sends without a signature; the HTTP status. The answer is in answer_, what of it is JSON in json_.
  int Send(const std::string& method, const std::string& target, const std::string& headers = "",
           const std::string& body = "") {
    LoopbackClient client(simulator_->address());
    client.Send(absl::StrCat(method, " ", target, " HTTP/1.1\r\nHost: any.example\r\n", headers,
                             "Content-Length: ", body.size(), "\r\n\r\n", body));
    answer_ = client.Read();
    json_.Parse(answer_.body.data(), answer_.body.size());
    return answer_.status;
  }
  // The same; the status and the code of the error.
  std::string Refusal(const std::string& method, const std::string& target, const std::string& headers,
                      const std::string& body = "") {
    const int status = Send(method, target, headers, body);
    return absl::StrCat(status, " ", json_.HasMember("error_code") ? json_["error_code"].GetString() : "");
  }
  // The keys of the last answer.
  SigningKeys Keys() {
    const auto& credential = json_["credential"];
    return {credential["access"].GetString(), credential["secret"].GetString(),
            credential["securitytoken"].GetString(), kDefaultProjectId};
  }
  std::string ListPhones(const SigningKeys& keys) {
    SigningClient client(simulator_->address(), keys, clock_.Now());
    client.Call("GET", "/cloud-phone/phones?limit=1");
    return client.outcome();
  }
  std::string MetadataToken() {
    EXPECT_EQ(Send("PUT", kMetadataTokens, kTtl), 200) << answer_.body;
    return answer_.body;
  }
  int ShowKeys(const std::string& token) {
    return Send("GET", kSecurityKey, absl::StrCat("X-Metadata-Token: ", token, "\r\n"));
  }

  const std::shared_ptr<FaultPlan> plan_ = std::make_shared<FaultPlan>();
  FakeTimers clock_;
  std::unique_ptr<Simulator> simulator_;
  LoopbackClient::Answer answer_;
  rapidjson::Document json_;
};

TEST_F(CredentialSourcesTest, AnIdTokenBecomesATokenThenKeys) {
  ASSERT_EQ(Send("POST", kIdTokens, kProvider, kShown), 201) << answer_.body;
  const std::string token = answer_.headers["x-subject-token"];
  EXPECT_STREQ(json_["token"]["methods"][0].GetString(), "mapped");
  EXPECT_STREQ(json_["token"]["expires_at"].GetString(), "2023-11-15T22:13:20.000000Z");
  const auto& federation = json_["token"]["user"]["OS-FEDERATION"];
  EXPECT_STREQ(federation["identity_provider"]["id"].GetString(), "simulator-idp");
  EXPECT_STREQ(federation["protocol"]["id"].GetString(), "oidc");
  EXPECT_FALSE(json_["token"].HasMember("project"));
  ASSERT_EQ(Send("POST", "/v3.0/OS-CREDENTIAL/securitytokens", "",
                 absl::StrCat(R"({"auth":{"identity":{"methods":["token"],"token":{"id":")", token,
                              R"(","duration_seconds":21600}}}})")),
            201)
      << answer_.body;
  const SigningKeys keys = Keys();
  EXPECT_EQ(ListPhones(keys), "200 ");
  clock_.Advance(absl::Hours(6));
  EXPECT_EQ(ListPhones(keys), "401 APIGW.0301");
}

TEST_F(CredentialSourcesTest, AnIdTokenForAProjectServesTheProject) {
  ASSERT_EQ(Send("POST", kIdTokens, kProvider,
                 R"({"auth":{"id_token":{"id":"simulator-id-token"},)"
                 R"("scope":{"project":{"name":"cn-north-4"}}}})"),
            201)
      << answer_.body;
  EXPECT_STREQ(json_["token"]["project"]["id"].GetString(), kDefaultProjectId);
  const std::string header = absl::StrCat("X-Auth-Token: ", answer_.headers["x-subject-token"], "\r\n");
  EXPECT_EQ(Send("GET", absl::StrCat("/v1/", kDefaultProjectId, "/cloud-phone/phones?limit=1"), header), 200);
  EXPECT_EQ(Send("POST", kIdTokens, kProvider,
                 R"({"auth":{"id_token":{"id":"simulator-id-token"},"scope":{"project":{"name":"x"}}}})"),
            404);
}

TEST_F(CredentialSourcesTest, RefusesIdTokensThatNobodyVouchesFor) {
  const struct {
    const char *headers, *body, *refusal;
  } kRows[] = {
      {"", kShown, "400 IAM.0072"},
      {"X-Idp-Id: another\r\n", kShown, "401 IAM.0001"},
      {kProvider, R"({"auth":{"id_token":{"id":"simulator-id-toker"}}})", "401 IAM.0001"},
      {kProvider, R"({"auth":{"id_token":{"id":""}}})", "400 IAM.0011"},
      {kProvider, R"({"auth":{"id_token":"simulator-id-token"}})", "400 IAM.0011"},
      {kProvider, R"({"auth":{"id_token":{"id":"simulator-id-token"},"scope":7}})", "400 IAM.0011"},
      {kProvider, "simulator-id-token", "400 IAM.0011"},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(Refusal("POST", kIdTokens, row.headers, row.body), row.refusal) << row.headers << row.body;
    EXPECT_EQ(answer_.headers.count("x-subject-token"), 0u);
  }
  SimulatorOptions options;
  options.identity_provider = "another";
  options.id_token = "other.id.token";
  Restart(options);
  EXPECT_EQ(Send("POST", kIdTokens, kProvider, kShown), 401);
  EXPECT_EQ(
      Send("POST", kIdTokens, "X-Idp-Id: another\r\n", R"({"auth":{"id_token":{"id":"other.id.token"}}})"),
      201);
}

TEST_F(CredentialSourcesTest, AHostGivesItsMachineKeysForAToken) {
  const std::string token = MetadataToken();
  EXPECT_EQ(answer_.headers["content-type"], "text/plain");
  EXPECT_EQ(token.find_first_of("\r\n \""), std::string::npos);
  ASSERT_EQ(ShowKeys(token), 200) << answer_.body;
  EXPECT_STREQ(json_["credential"]["expires_at"].GetString(), "2023-11-15T22:13:20.000000Z");
  EXPECT_EQ(ListPhones(Keys()), "200 ");
  clock_.Advance(absl::Seconds(21599));
  EXPECT_EQ(ShowKeys(token), 200);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(ShowKeys(token), 401) << "the token has ended";
  EXPECT_THAT(answer_.body, Not(HasSubstr("Please configure Cloud Service Agency first")));
  EXPECT_EQ(ShowKeys(MetadataToken()), 200);
}

TEST_F(CredentialSourcesTest, RefusesMetadataTokensOfNoLifetime) {
  for (const char* seconds : {"", "0", "21601", "six"}) {
    EXPECT_EQ(Send("PUT", kMetadataTokens, absl::StrCat("X-Metadata-Token-Ttl-Seconds: ", seconds, "\r\n")),
              400)
        << seconds;
  }
  EXPECT_EQ(ShowKeys("made-up"), 401);
}

TEST_F(CredentialSourcesTest, KeysOfAMachineChangeBeforeTheyEnd) {
  ASSERT_EQ(Send("GET", kSecurityKey), 200) << "a host without tokens asks for none";
  const SigningKeys first = Keys();
  clock_.Advance(absl::Hours(18) - absl::Seconds(1));
  ASSERT_EQ(Send("GET", kSecurityKey), 200);
  EXPECT_EQ(Keys().access_key, first.access_key);
  clock_.Advance(absl::Seconds(1));
  ASSERT_EQ(Send("GET", kSecurityKey), 200);
  const SigningKeys second = Keys();
  EXPECT_NE(second.access_key, first.access_key);
  EXPECT_EQ(ListPhones(first), "200 ") << "both work meanwhile";
  EXPECT_EQ(ListPhones(second), "200 ");
  clock_.Advance(absl::Hours(6));
  EXPECT_EQ(ListPhones(first), "401 APIGW.0301");
  EXPECT_EQ(ListPhones(second), "200 ");
}

TEST_F(CredentialSourcesTest, OtherHostsAreAFaultAway) {
  plan_->Refuse({"PUT", "api/token"}, 404, "", "");
  plan_->Refuse({"GET", "latest/securitykey"}, 401, "", "Please configure Cloud Service Agency first");
  EXPECT_EQ(Send("PUT", kMetadataTokens, kTtl), 404);
  EXPECT_EQ(Send("GET", kSecurityKey), 401);
  EXPECT_THAT(answer_.body, HasSubstr("Please configure Cloud Service Agency first"));
  EXPECT_EQ(plan_->CountRefused(), 0u);
  EXPECT_EQ(Send("GET", kMetadataTokens), 404) << "there is nothing to read there";
}

}  // namespace
}  // namespace cloudphone::simulator
