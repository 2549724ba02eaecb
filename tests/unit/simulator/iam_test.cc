// The identity service as a client meets it: logins, tokens on the calls of phones, projects.

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"
#include "service/simulator/fault_plan.h"
#include "service/simulator/simulator.h"
#include "tests/unit/simulator/loopback_client.h"
#include "tests/unit/simulator/signing_client.h"

namespace cloudphone::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr char kTokens[] = "/v3/auth/tokens";
constexpr char kUser[] =
    R"({"name":"simulator","password":"simulator-password","domain":{"name":"simulator-domain"}})";
constexpr char kByProject[] = R"({"project":{"name":"cn-north-4"}})";
constexpr char kUnauthorized[] = R"({"error":{"code":401,"message":"$0","title":"Unauthorized"}})";

std::string Login(const std::string& user, const std::string& scope = "") {
  return absl::StrCat(R"({"auth":{"identity":{"methods":["password"],"password":{"user":)", user, "}}",
                      scope.empty() ? "" : ",\"scope\":", scope, "}}");
}

class IamTest : public ::testing::Test {
 protected:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  IamTest() { Restart({}); }

  void Restart(SimulatorOptions options) {
    options.faults = plan_;
    auto started = Simulator::Start(options, &clock_);
    ASSERT_TRUE(started.ok()) << started.status();
    simulator_ = *std::move(started);
  }
  LoopbackClient::Answer Exchange(const std::string& method, const std::string& target,
                                  const Headers& headers, const std::string& body = "") {
    LoopbackClient client(simulator_->address());
    std::string head = absl::StrCat(method, " ", target, " HTTP/1.1\r\nHost: iam.example\r\n");
    for (const auto& [name, value] : headers) absl::StrAppend(&head, name, ": ", value, "\r\n");
    client.Send(absl::StrCat(head, "Content-Length: ", body.size(), "\r\n\r\n", body));
    LoopbackClient::Answer answer = client.Read();
    json_.Parse(answer.body.data(), answer.body.size());
    EXPECT_FALSE(json_.HasParseError()) << answer.body;
    EXPECT_THAT(answer.headers["x-request-id"], MatchesRegex("[0-9a-f]{32}"));
    return answer;
  }
  LoopbackClient::Answer Post(const std::string& body, const std::string& query = "") {
    return Exchange("POST", absl::StrCat(kTokens, query), {{"Content-Type", "application/json;charset=utf8"}},
                    body);
  }
  std::string Token(const std::string& scope = kByProject) {
    LoopbackClient::Answer answer = Post(Login(kUser, scope));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.headers["x-subject-token"];
  }
  // Status, and the error code if there is one, of a call of the phones' with a token.
  std::string PhonesWith(const std::string& token, const std::string& project_id = kDefaultProjectId) {
    const auto answer = Exchange("GET", absl::StrCat("/v1/", project_id, "/cloud-phone/phones?limit=1"),
                                 {{"X-Auth-Token", token}});
    return absl::StrCat(answer.status, " ",
                        json_.HasMember("error_code") ? json_["error_code"].GetString() : "");
  }

  const std::shared_ptr<FaultPlan> plan_ = std::make_shared<FaultPlan>();
  FakeTimers clock_;
  std::unique_ptr<Simulator> simulator_;
  rapidjson::Document json_;
};

TEST_F(IamTest, ALoginGivesATokenThatServesTheProject) {
  const LoopbackClient::Answer answer = Post(Login(kUser, kByProject), "?nocatalog=true");
  EXPECT_EQ(answer.status, 201);
  const std::string token = answer.headers.at("x-subject-token");
  EXPECT_EQ(token.size(), 9120u);
  EXPECT_THAT(token, MatchesRegex("MII[A-Za-z0-9+/]*"));
  EXPECT_EQ(answer.body, R"({"token":{"catalog":[],"expires_at":"2023-11-15T22:13:20.000000Z",)"
                         R"("issued_at":"2023-11-14T22:13:20.000000Z","methods":["password"],)"
                         R"("project":{"id":"0123456789abcdef0123456789abcdef","name":"cn-north-4",)"
                         R"("domain":{"id":"d0a1b2c3d4e5f60718293a4b5c6d7e8f","name":"simulator-domain"}},)"
                         R"("roles":[{"id":"0","name":"te_admin"}],)"
                         R"("user":{"id":"7a5e0b1c2d3f4a6b8c9d0e1f2a3b4c5d","name":"simulator",)"
                         R"("domain":{"id":"d0a1b2c3d4e5f60718293a4b5c6d7e8f","name":"simulator-domain"},)"
                         R"("password_expires_at":""}}})");
  EXPECT_EQ(PhonesWith(token), "200 ");
  const auto restart =
      Exchange("POST", absl::StrCat("/v1/", kDefaultProjectId, "/cloud-phone/phones/batch-restart"),
               {{"X-Auth-Token", token}}, R"({"phones":[{"phone_id":"unknown"}]})");
  EXPECT_EQ(restart.status, 200);
}

TEST_F(IamTest, ATokenIsForWhatItWasAskedFor) {
  const struct {
    std::string scope;
    const char* project_id;  // Null: of the account.
  } kRows[] = {
      {"", nullptr},
      {"{}", nullptr},
      {"null", nullptr},
      {R"({"domain":{"name":"simulator-domain"}})", nullptr},
      {absl::StrCat(R"({"domain":{"id":")", kDomainId, "\"}}"), nullptr},
      {R"({"project":{"name":"cn-north-4"}})", kDefaultProjectId},
      {absl::StrCat(R"({"project":{"id":")", kDefaultProjectId, "\"}}"), kDefaultProjectId},
      {absl::StrCat(R"({"project":{"id":")", kDefaultProjectId, R"(","name":"cn-north-4"}})"),
       kDefaultProjectId},
      {R"({"project":{"name":"cn-north-4"},"domain":{"name":"simulator-domain"}})", kDefaultProjectId},
      {R"({"project":{"name":"cn-north-4_empty"}})", kSubProjectId},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.scope);
    const std::string token = Token(row.scope);
    EXPECT_EQ(json_["token"].HasMember("project"), row.project_id != nullptr);
    EXPECT_EQ(json_["token"].HasMember("domain"), row.project_id == nullptr);
    const bool is_main = row.project_id != nullptr && row.project_id == absl::string_view(kDefaultProjectId);
    if (row.project_id != nullptr) {
      EXPECT_STREQ(json_["token"]["project"]["id"].GetString(), row.project_id);
    }
    EXPECT_EQ(PhonesWith(token), is_main ? "200 " : "403 CPS.0001");
  }
  EXPECT_EQ(PhonesWith(Token(), kSubProjectId), "403 CPS.0001") << "another project than the token's";
}

TEST_F(IamTest, AUserIsNamedInSeveralWays) {
  for (const std::string& user : {
           absl::StrCat(R"({"id":")", kUserId, R"(","password":"simulator-password"})"),
           absl::StrCat(R"({"name":"simulator","password":"simulator-password","domain":{"id":")", kDomainId,
                        "\"}}"),
       })
    EXPECT_EQ(Post(Login(user)).status, 201) << user;
  EXPECT_EQ(
      Post(absl::StrCat(R"({"auth":{"identity":{"methods":["password","totp"],"totp":{},"password":{"user":)",
                        kUser, "}}}}"))
          .status,
      201);
}

TEST_F(IamTest, RefusesWhoeverIsNotTheUser) {
  for (const char* user : {
           R"({"name":"simulator","password":"wrong-secret","domain":{"name":"simulator-domain"}})",
           R"({"name":"simulator","password":"","domain":{"name":"simulator-domain"}})",
           R"({"name":"nobody","password":"simulator-password","domain":{"name":"simulator-domain"}})",
           R"({"name":"simulator","password":"simulator-password","domain":{"name":"another"}})",
           R"({"id":"nobody","password":"simulator-password"})",
       }) {
    const LoopbackClient::Answer answer = Post(Login(user, kByProject));
    EXPECT_EQ(answer.status, 401) << user;
    EXPECT_EQ(answer.body,
              absl::StrReplaceAll(kUnauthorized, {{"$0", "The username or password is wrong."}}));
    EXPECT_EQ(answer.headers.count("x-subject-token"), 0u);
  }
}

TEST_F(IamTest, RefusesBodiesThatAreNoLogin) {
  const std::string rows[] = {
      "",
      "simulator-password",
      "[]",
      "{}",
      R"({"auth":{}})",
      R"({"auth":{"identity":{"methods":["password"]}}})",
      absl::StrCat(R"({"auth":{"identity":{"password":{"user":)", kUser, "}}}}"),
      absl::StrCat(R"({"auth":{"identity":{"methods":"password","password":{"user":)", kUser, "}}}}"),
      absl::StrCat(R"({"auth":{"identity":{"methods":["token"],"password":{"user":)", kUser, "}}}}"),
      Login(R"({"name":"simulator","password":"simulator-password"})"),
      Login(R"({"name":"simulator","domain":{"name":"simulator-domain"}})"),
      Login(R"({"name":"simulator","password":7,"domain":{"name":"simulator-domain"}})"),
      Login(R"({"password":"simulator-password","domain":{"name":"simulator-domain"}})"),
      Login("7"),
      Login(kUser, "7"),
      Login(kUser, R"({"project":{}})"),
      Login(kUser, R"({"domain":{}})"),
      Login(kUser, R"({"system":{}})"),
  };
  for (const std::string& body : rows) {
    const LoopbackClient::Answer answer = Post(body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(answer.body,
              R"({"error":{"code":400,"message":"The request body is invalid","title":"Bad Request"}})");
  }
}

TEST_F(IamTest, RefusesScopesThatAreNot) {
  const struct {
    const char *scope, *message;
  } kRows[] = {
      {R"({"project":{"name":"ru-moscow-1"}})", "Could not find project: ru-moscow-1."},
      {R"({"project":{"id":"x","name":"cn-north-4"}})", "Could not find project: x."},
      {R"({"domain":{"name":"another"}})", "Could not find domain: another."},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(Post(Login(kUser, row.scope)).status, 404) << row.scope;
    EXPECT_STREQ(json_["error"]["message"].GetString(), row.message);
    EXPECT_EQ(json_["error"]["code"].GetInt(), 404);
  }
}

TEST_F(IamTest, ATokenEndsWithItsTimeAndIsNoOther) {
  const std::string token = Token();
  clock_.Advance(absl::Hours(24) - absl::Seconds(1));
  EXPECT_EQ(PhonesWith(token), "200 ");
  const std::string second = Token();
  EXPECT_NE(second, token);
  EXPECT_EQ(PhonesWith(token), "200 ") << "a new token ends no older one";
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(PhonesWith(token), "401 APIGW.0307");
  EXPECT_STREQ(json_["error_msg"].GetString(), "The token must be updated.");
  EXPECT_EQ(PhonesWith(second), "200 ");
  for (const std::string& unknown : {second.substr(1), std::string("token"), std::string(20000, 'x')}) {
    EXPECT_EQ(PhonesWith(unknown), "401 APIGW.0301");
    EXPECT_STREQ(json_["error_msg"].GetString(),
                 "Incorrect IAM authentication information: decrypt token fail");
  }
  EXPECT_EQ(PhonesWith(""), "401 APIGW.0301");
  EXPECT_STREQ(json_["error_msg"].GetString(),
               "Incorrect IAM authentication information: x-auth-token not found");
}

TEST_F(IamTest, TheCatalogLeadsBackHere) {
  Post(Login(kUser, kByProject));
  std::set<std::string> urls;
  for (const auto& service : json_["token"]["catalog"].GetArray())
    urls.insert(service["endpoints"][0]["url"].GetString());
  EXPECT_EQ(urls, (std::set<std::string>{"http://iam.example/v3",
                                         "http://iam.example/v1/0123456789abcdef0123456789abcdef"}));
  EXPECT_EQ(Post(Login(kUser)).status, 201);
  EXPECT_EQ(json_["token"]["catalog"].Size(), 1u) << "no phones for a whole account";
}

TEST_F(IamTest, ChecksTokensForTheirHolder) {
  const std::string mine = Token();
  const std::string subject = Token("");
  LoopbackClient::Answer answer =
      Exchange("GET", kTokens, {{"X-Auth-Token", mine}, {"X-Subject-Token", subject}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers["x-subject-token"], subject);
  EXPECT_TRUE(json_["token"].HasMember("domain"));
  for (const std::string& unknown : {std::string(), std::string("unknown")}) {
    EXPECT_EQ(Exchange("GET", kTokens, {{"X-Auth-Token", mine}, {"X-Subject-Token", unknown}}).status, 404);
    EXPECT_STREQ(json_["error"]["message"].GetString(), "X-Subject-Token is invalid in the request");
  }
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(Exchange("GET", kTokens, {{"X-Auth-Token", Token()}, {"X-Subject-Token", subject}}).status, 404);
  EXPECT_EQ(Exchange("GET", kTokens, {{"X-Auth-Token", mine}, {"X-Subject-Token", subject}}).status, 401);
  EXPECT_STREQ(json_["error_code"].GetString(), "IAM.0066");
}

TEST_F(IamTest, FindsProjectsByToken) {
  const struct {
    std::string query;
    size_t count;
  } kRows[] = {
      {"", 2},
      {"?name=cn-north-4", 1},
      {"?name=cn-north", 0},
      {absl::StrCat("?domain_id=", kDomainId), 2},
      {"?domain_id=x", 0},
      {absl::StrCat("?parent_id=", kDefaultProjectId), 1},
      {"?enabled=true", 2},
      {"?enabled=false", 0},
      {"?page=1&per_page=1", 1},
      {"?page=2&per_page=1", 1},
      {"?page=3&per_page=1", 0},
      {"?page=5000&per_page=5000", 0},
  };
  const std::string token = Token();
  for (const auto& row : kRows) {
    EXPECT_EQ(Exchange("GET", absl::StrCat("/v3/projects", row.query), {{"X-Auth-Token", token}}).status,
              200);
    EXPECT_EQ(json_["projects"].Size(), row.count) << row.query;
  }
  Exchange("GET", "/v3/projects?name=cn-north-4", {{"X-Auth-Token", token}});
  EXPECT_STREQ(json_["projects"][0]["id"].GetString(), kDefaultProjectId);
  EXPECT_STREQ(json_["projects"][0]["name"].GetString(), "cn-north-4");
  EXPECT_TRUE(json_["links"]["next"].IsNull());
  for (const char* query : {"?page=0", "?per_page=5001", "?per_page=x"}) {
    EXPECT_EQ(Exchange("GET", absl::StrCat("/v3/projects", query), {{"X-Auth-Token", token}}).status, 400);
    EXPECT_STREQ(json_["error_code"].GetString(), "IAM.0007");
  }
}

TEST_F(IamTest, FindsProjectsBySignature) {
  SigningKeys keys{kDefaultAccessKey, kDefaultSecretKey, "", ""};
  SigningClient client(simulator_->address(), keys, clock_.Now());
  client.SendSigned("GET", "/v3/projects?name=cn-north-4");
  const LoopbackClient::Answer answer = client.ReadAnswer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr(kDefaultProjectId));
  EXPECT_THAT(answer.body, Not(HasSubstr(kSubProjectId)));
  keys.secret_key = "wrong";
  SigningClient wrong(simulator_->address(), keys, clock_.Now());
  wrong.SendSigned("GET", "/v3/projects?name=cn-north-4");
  EXPECT_EQ(
      wrong.ReadAnswer().body,
      absl::StrReplaceAll(kUnauthorized, {{"$0", "The request you have made requires authentication."}}));
}

TEST_F(IamTest, TellsWhoTheCallerIs) {
  const std::string token = Token();
  Exchange("GET", "/v3/auth/domains", {{"X-Auth-Token", token}});
  EXPECT_STREQ(json_["domains"][0]["id"].GetString(), kDomainId);
  EXPECT_STREQ(json_["domains"][0]["name"].GetString(), "simulator-domain");
  Exchange("GET", "/v3/users?name=simulator", {{"X-Auth-Token", token}});
  EXPECT_STREQ(json_["users"][0]["id"].GetString(), kUserId);
  Exchange("GET", "/v3/users?name=nobody", {{"X-Auth-Token", token}});
  EXPECT_EQ(json_["users"].Size(), 0u);
}

TEST_F(IamTest, EverythingButALoginNeedsCredentials) {
  for (const char* target : {kTokens, "/v3/projects", "/v3/auth/domains", "/v3/users", "/v3/made/up"}) {
    EXPECT_EQ(Exchange("GET", target, {}).status, 401) << target;
    EXPECT_STREQ(json_["error"]["message"].GetString(), "The request you have made requires authentication.");
    EXPECT_EQ(Exchange("GET", target, {{"X-Auth-Token", "unknown"}}).status, 401) << target;
    EXPECT_STREQ(json_["error_code"].GetString(), "IAM.0067");
  }
  EXPECT_EQ(Exchange("GET", "/v3/made/up", {{"X-Auth-Token", Token()}}).status, 404);
  EXPECT_EQ(Exchange("PUT", "/v3/projects", {{"X-Auth-Token", Token()}}).status, 404);
}

TEST_F(IamTest, FaultsBefallLoginsToo) {
  plan_->Refuse({"POST", "auth/tokens"}, 503, "IAM.0006", "out of order");
  EXPECT_EQ(Post(Login(kUser)).status, 503);
  EXPECT_EQ(Post(Login(kUser)).status, 201);
  EXPECT_EQ(plan_->Count({"POST", "auth/tokens"}), 2u);
  EXPECT_EQ(PhonesWith("unknown"), "401 APIGW.0301");
  EXPECT_EQ(plan_->CountRefused(), 1u);
}

TEST_F(IamTest, ClientsSeeOneClock) {
  SimulatorOptions options;
  options.signature_clock = clock_.Now() + absl::Hours(1);
  Restart(options);
  LoopbackClient::Answer answer = Post(Login(kUser, kByProject));
  EXPECT_EQ(answer.headers["date"], "Tue, 14 Nov 2023 23:13:20 GMT");
  EXPECT_STREQ(json_["token"]["issued_at"].GetString(), "2023-11-14T23:13:20.000000Z");
  clock_.Advance(absl::Hours(48));
  EXPECT_EQ(PhonesWith(answer.headers["x-subject-token"]), "200 ") << "it stands still";
}

TEST_F(IamTest, TheAccountIsAsAsked) {
  SimulatorOptions options;
  options.user = "me";
  options.password = "p\u00e4ss\"word";
  options.domain = "us";
  options.region = "la-south-2";
  options.token_lifetime = absl::Minutes(10);
  options.token_bytes = 5128;
  Restart(options);
  EXPECT_EQ(Post(Login(kUser)).status, 401);
  LoopbackClient::Answer answer =
      Post(Login(R"({"name":"me","password":"p\u00E4ss\"word","domain":{"name":"us"}})",
                 R"({"project":{"name":"la-south-2"}})"));
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.headers["x-subject-token"].size(), 5128u);
  EXPECT_STREQ(json_["token"]["expires_at"].GetString(), "2023-11-14T22:23:20.000000Z");
  EXPECT_THAT(answer.body, Not(HasSubstr("p\u00e4ss")));
  clock_.Advance(absl::Minutes(10));
  EXPECT_EQ(PhonesWith(answer.headers["x-subject-token"]), "401 APIGW.0307");
}

}  // namespace
}  // namespace cloudphone::simulator
