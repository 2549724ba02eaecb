// Temporary keys: how they are got, what they sign, and that they end.

#include "service/simulator/identity/temporary_keys.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/fake_timers.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"
#include "service/simulator/simulator.h"
#include "tests/unit/simulator/object_client.h"
#include "tests/unit/simulator/signing_client.h"

namespace cloudphone::simulator {
namespace {

constexpr char kPath[] = "/v3.0/OS-CREDENTIAL/securitytokens";
constexpr char kByHeader[] =
    R"({"auth":{"identity":{"methods":["token"],"token":{"duration_seconds":1800}}}})";

class TemporaryKeysTest : public ::testing::Test {
 protected:
  TemporaryKeysTest() {
    auto started = Simulator::Start(SimulatorOptions(), &clock_);
    EXPECT_TRUE(started.ok()) << started.status();
    simulator_ = *std::move(started);
  }

  // Asks without a signature; the HTTP status. The keys are in keys_.
  int Ask(const std::string& body, const std::string& headers = "") {
    LoopbackClient client(simulator_->address());
    client.Send(absl::StrCat("POST ", kPath, " HTTP/1.1\r\nHost: iam.example\r\n", headers,
                             "Content-Type: application/json\r\nContent-Length: ", body.size(), "\r\n\r\n",
                             body));
    return Take(client.Read());
  }
  // The same with a signature, of the first project's permanent keys unless others are given.
  int AskSigned(const std::string& body,
                const SigningKeys& keys = {kDefaultAccessKey, kDefaultSecretKey, "", kDefaultProjectId}) {
    SigningClient client(simulator_->address(), keys, clock_.Now());
    client.SendSigned("POST", kPath, body);
    return Take(client.ReadAnswer());
  }
  std::string Token() {
    LoopbackClient client(simulator_->address());
    const std::string body =
        R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"simulator",)"
        R"("password":"simulator-password","domain":{"name":"simulator-domain"}}}},)"
        R"("scope":{"project":{"name":"cn-north-4"}}}})";
    client.Send(absl::StrCat("POST /v3/auth/tokens HTTP/1.1\r\nHost: iam.example\r\nContent-Length: ",
                             body.size(), "\r\n\r\n", body));
    return client.Read().headers["x-subject-token"];
  }
  std::string ListPhones(const SigningKeys& keys) {
    SigningClient client(simulator_->address(), keys, clock_.Now());
    client.Call("GET", "/cloud-phone/phones?limit=1");
    return client.outcome();
  }
  std::string HeadObject(const SigningKeys& keys) {
    ObjectClient client(simulator_->address(), keys, clock_.Now());
    ObjectClient::Headers headers;
    if (!keys.security_token.empty()) headers.emplace_back("x-obs-security-token", keys.security_token);
    client.Call("GET", "/push-bucket/my_apps/test.apk", "", headers);
    return client.outcome();
  }

  FakeTimers clock_;
  std::unique_ptr<Simulator> simulator_;
  SigningKeys keys_;
  std::string expires_at_;
  std::string error_;

 private:
  int Take(const LoopbackClient::Answer& answer) {
    rapidjson::Document json;
    json.Parse(answer.body.data(), answer.body.size());
    EXPECT_FALSE(json.HasParseError()) << answer.body;
    if (answer.status != 201) {
      error_ = absl::StrCat(json["error_code"].GetString(), " ", json["error_msg"].GetString());
      return answer.status;
    }
    const auto& credential = json["credential"];
    keys_ = {credential["access"].GetString(), credential["secret"].GetString(),
             credential["securitytoken"].GetString(), kDefaultProjectId};
    expires_at_ = credential["expires_at"].GetString();
    return answer.status;
  }
};

TEST_F(TemporaryKeysTest, SignCallsOfPhonesAndOfObjectsUntilTheyEnd) {
  ASSERT_EQ(AskSigned(kByHeader), 201);
  EXPECT_EQ(expires_at_, absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", clock_.Now() + absl::Seconds(1800),
                                          absl::UTCTimeZone()));
  EXPECT_EQ(ListPhones(keys_), "200 ");
  EXPECT_EQ(HeadObject(keys_), "200 ");
  clock_.Advance(absl::Seconds(1800));
  EXPECT_EQ(ListPhones(keys_), "401 APIGW.0301");
  EXPECT_EQ(HeadObject(keys_), "403 InvalidAccessKeyId");
}

TEST_F(TemporaryKeysTest, AreGoodForTheProjectOfTheKeysThatSignedForThem) {
  const auto expect_second_alone = [this] {
    keys_.project_id = kSubProjectId;
    EXPECT_EQ(ListPhones(keys_), "200 ");
    SigningKeys of_first = keys_;
    of_first.project_id = kDefaultProjectId;
    EXPECT_EQ(ListPhones(of_first), "403 CPS.0001");
  };
  ASSERT_EQ(AskSigned(kByHeader, {kSubAccessKey, kSubSecretKey, "", kSubProjectId}), 201);
  expect_second_alone();
  ASSERT_EQ(AskSigned(kByHeader, SigningKeys(keys_)), 201) << "temporary keys give others";
  expect_second_alone();
}

TEST_F(TemporaryKeysTest, MeanNothingWithoutTheirToken) {
  ASSERT_EQ(AskSigned(kByHeader), 201);
  SigningKeys bare = keys_;
  bare.security_token.clear();
  EXPECT_EQ(ListPhones(bare), "401 APIGW.0301");
  EXPECT_EQ(HeadObject(bare), "403 InvalidAccessKeyId");
}

TEST_F(TemporaryKeysTest, AreGivenForATokenInTheHeaderOrTheBody) {
  const std::string token = Token();
  EXPECT_EQ(Ask(kByHeader, absl::StrCat("X-Auth-Token: ", token, "\r\n")), 201);
  EXPECT_EQ(ListPhones(keys_), "200 ");
  EXPECT_EQ(
      Ask(absl::StrCat(R"({"auth":{"identity":{"methods":["token"],"token":{"id":")", token, R"("}}}})")),
      201);
  EXPECT_EQ(ListPhones(keys_), "200 ");
  EXPECT_EQ(Ask(R"({"auth":{"identity":{"methods":["token"],"token":{"id":"none"}}}})"), 401);
  EXPECT_EQ(Ask(kByHeader), 401);
}

TEST_F(TemporaryKeysTest, AreNotGivenForMoreThan32KilobytesOfText) {
  const std::string header = absl::StrCat("X-Auth-Token: ", Token(), "\r\n");
  const std::string body(kByHeader);
  EXPECT_EQ(Ask(body + std::string((32 << 10) - body.size(), ' '), header), 201);
  EXPECT_EQ(Ask(body + std::string((32 << 10) - body.size() + 1, ' '), header), 400);
  EXPECT_EQ(error_, "IAM.1101 The request body size 32769 is invalid.");
}

TEST(CredentialRequestTest, IsByTokenOrAgencyForATimeWithinBounds) {
  EXPECT_EQ(ReadCredentialRequest(R"({"auth":{"identity":{"methods":["token"]}}})")->lifetime,
            absl::Minutes(15));
  EXPECT_EQ(ReadCredentialRequest(kByHeader)->lifetime, absl::Minutes(30));
  EXPECT_TRUE(ReadCredentialRequest(R"({"auth":{"identity":{"methods":["assume_role"],)"
                                    R"("assume_role":{"agency_name":"a","domain_id":"d"}}}})")
                  .has_value());
  for (const char* body :
       {"", "{}", R"({"auth":{"identity":{"methods":["password"]}}})",
        R"({"auth":{"identity":{"methods":["assume_role"]}}})",
        R"({"auth":{"identity":{"methods":["token"],"token":{"duration_seconds":899}}}})",
        R"({"auth":{"identity":{"methods":["token"],"token":{"duration_seconds":86401}}}})"}) {
    EXPECT_FALSE(ReadCredentialRequest(body).has_value()) << body;
  }
}

}  // namespace
}  // namespace cloudphone::simulator
