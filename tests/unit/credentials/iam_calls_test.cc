#include "adapters/credentials/iam_calls.h"

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/credentials/iam_endpoint.h"
#include "adapters/credentials/project_id.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

IamLogin Login() { return {"https://iam.example", "IAMDomain", "IAMUser", "pass-hidden", "", "cn-north-4"}; }

// An answer with a token, and in its body `times` and `project`.
HttpResult Answer(const std::string& times, const std::string& project = R"("project":{"id":"p1"})") {
  HttpResult result;
  result.status = 201;
  result.headers.push_back({"x-subject-token", "token-hidden"});
  result.headers.push_back({"X-IAM-Trace-Id", "trace_1"});
  result.body = absl::StrCat(R"({"token":{"methods":["password"],)", times, ",", project, "}}");
  return result;
}

HttpResult WithStatus(int status) {
  HttpResult result;
  result.status = status;
  result.body = R"({"error":{"code":401,"message":"pass-hidden is wrong","title":"Unauthorized"}})";
  return result;
}

constexpr char kDay[] =
    R"("expires_at":"2020-01-04T09:05:22.701000Z","issued_at":"2020-01-03T09:05:22.701000Z")";

TEST(IamEndpointTest, EachRegionHasTheHostOfTheVendorsTable) {
  for (const char* region : {"ae-ad-1", "cn-north-4", "eu-west-0", "my-kualalumpur-1", "tr-west-1"})
    EXPECT_EQ(IamEndpoint(region), absl::StrCat("https://iam.", region, ".myhuaweicloud.com"));
  // Regions with cloud phones, but without an identity service of their own.
  for (const char* region : {"af-north-1", "ru-northwest-2", ""})
    EXPECT_EQ(IamEndpoint(region), "https://iam.myhuaweicloud.com") << region;
}

TEST(LoginRequestTest, IsAsDocumented) {
  const HttpRequest request = LoginRequest(Login(), kNow);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://iam.example/v3/auth/tokens?nocatalog=true");
  EXPECT_EQ(FindHeader(request.headers, "Content-Type"), "application/json;charset=utf8");
  EXPECT_EQ(request.body,
            R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"IAMUser",)"
            R"("password":"pass-hidden","domain":{"name":"IAMDomain"}}}},)"
            R"("scope":{"project":{"name":"cn-north-4"}}}})");
  EXPECT_EQ(request.deadline, kNow);
  EXPECT_TRUE(request.finish_once_sent) << "never sent twice by the HTTP client";
}

TEST(LoginRequestTest, AProjectThatIsKnownIsTheScope) {
  IamLogin login = Login();
  login.project_id = "p1";
  EXPECT_THAT(LoginRequest(login, kNow).body, HasSubstr(R"("scope":{"project":{"id":"p1"}})"));
}

TEST(LoginRequestTest, NamesAndPasswordMayHoldAnyCharacter) {
  IamLogin login = Login();
  login.password = "a\"b\\c\n\xe4\xba\x91";
  EXPECT_THAT(LoginRequest(login, kNow).body, HasSubstr("\"password\":\"a\\\"b\\\\c\\n\xe4\xba\x91\""));
}

TEST(ReadLoginTest, TakesTokenProjectAndLife) {
  const absl::StatusOr<IamToken> token = ReadLogin(Answer(kDay), kNow);
  ASSERT_TRUE(token.ok()) << token.status();
  EXPECT_EQ(token->value, "token-hidden");
  EXPECT_EQ(token->project_id, "p1");
  EXPECT_EQ(token->expires, kNow + absl::Hours(24)) << "whatever our clock says";
}

TEST(ReadLoginTest, WithoutAnIssueTimeOurClockMustDo) {
  const std::string expires =
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", kNow + absl::Hours(2), absl::UTCTimeZone());
  const absl::StatusOr<IamToken> token =
      ReadLogin(Answer(absl::StrCat(R"("expires_at":")", expires, "\"")), kNow);
  ASSERT_TRUE(token.ok()) << token.status();
  EXPECT_EQ(token->expires, kNow + absl::Hours(2));
}

TEST(ReadLoginTest, SaysWhatIsWrongAndWhetherAnotherTryMayDo) {
  const auto refused = absl::StatusCode::kPermissionDenied;
  const auto no_answer = absl::StatusCode::kUnavailable;
  HttpResult lost;
  lost.failure = HttpFailure::kLost;
  lost.detail = "reset";
  HttpResult no_token = Answer(kDay);
  no_token.headers.clear();
  HttpResult bad_token = Answer(kDay);
  bad_token.headers[0].value = "two words";
  HttpResult no_json = Answer(kDay);
  no_json.body = "<html>";
  struct Row {
    HttpResult result;
    absl::StatusCode code;
    const char* text;
  };
  const Row rows[] = {
      {WithStatus(400), refused, "status 400"},
      {WithStatus(401), refused, "status 401"},
      {WithStatus(403), refused, "status 403"},
      {WithStatus(404), refused, "status 404"},
      {WithStatus(302), refused, "status 302"},
      {WithStatus(408), no_answer, "status 408"},
      {WithStatus(429), no_answer, "status 429"},
      {WithStatus(500), no_answer, "status 500"},
      {WithStatus(503), no_answer, "status 503"},
      {lost, no_answer, "no answer: reset"},
      {no_token, no_answer, "no token"},
      {bad_token, no_answer, "no token"},
      {no_json, no_answer, "no JSON"},
      {Answer(kDay, R"("domain":{"id":"d"})"), no_answer, "no project (id trace_1)"},
      {Answer(kDay, R"("project":{"id":"../x"})"), no_answer, "no project"},
      {Answer(R"("issued_at":"2020-01-03T09:05:22.701000Z")"), no_answer, "never ends"},
      {Answer(R"("expires_at":"tomorrow")"), no_answer, "never ends"},
      {Answer(R"("expires_at":17)"), no_answer, "never ends"},
      {Answer(R"("expires_at":"2020-01-04T09:05:22Z")"), no_answer, "has ended"},
  };
  for (const Row& row : rows) {
    const absl::Status status = ReadLogin(row.result, kNow).status();
    EXPECT_EQ(status.code(), row.code) << row.text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.text));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("hidden")));
  }
}

TEST(ProjectsRequestTest, AsksByName) {
  const HttpRequest request = ProjectsRequest("https://iam.example", "cn-north-4", kNow);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, "https://iam.example/v3/projects?name=cn-north-4");
  EXPECT_EQ(request.deadline, kNow);
}

TEST(ReadProjectsTest, TakesTheOneProjectAndNoOther) {
  const auto refused = absl::StatusCode::kPermissionDenied;
  const auto no_answer = absl::StatusCode::kUnavailable;
  struct Row {
    const char* body;
    absl::StatusCode code;
    const char* text;  // The id, or part of the message.
  };
  const Row rows[] = {
      {R"({"projects":[{"domain_id":"d","name":"r","id":"06f1","enabled":true}],"links":{}})",
       absl::StatusCode::kOk, "06f1"},
      {R"({"projects":[]})", refused, "no project named r"},
      {R"({"projects":[{"id":"a"},{"id":"b"}]})", refused, "2 projects named r"},
      {R"({"projects":[{"id":""}]})", no_answer, "no id"},
      {R"({"projects":[{"id":"a/b"}]})", no_answer, "no id"},
      {R"({"projects":[7]})", no_answer, "no id"},
      {R"({"projects":{}})", no_answer, "no projects"},
      {R"([])", no_answer, "no projects"},
      {"", no_answer, "no projects"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.body);
    HttpResult result;
    result.status = 200;
    result.body = row.body;
    const absl::StatusOr<std::string> id = ReadProjects(result, "r");
    EXPECT_EQ(id.status().code(), row.code);
    EXPECT_THAT(id.ok() ? *id : std::string(id.status().message()), HasSubstr(row.text));
  }
}

TEST(ReadProjectsTest, ACallThatWasHeldBackIsARefusal) {
  HttpResult held_back;
  held_back.failure = HttpFailure::kHeldBack;
  held_back.detail = "the upstream refused our credentials";
  EXPECT_EQ(ReadProjects(held_back, "r").status(),
            absl::PermissionDeniedError("the upstream refused our credentials"));
}

TEST(ProjectIdTest, FillsThePlaceholderWhereItStands) {
  HttpRequest request;
  request.url = "https://h/v1/{project_id}/phones?limit=1";
  FillProjectId("p1", &request);
  EXPECT_EQ(request.url, "https://h/v1/p1/phones?limit=1");
  FillProjectId("p2", &request);
  EXPECT_EQ(request.url, "https://h/v1/p1/phones?limit=1");
}

TEST(ProjectIdTest, KnowsWhatCanBeNone) {
  EXPECT_TRUE(IsProjectId("06f1c15e6f0010672f86c003006c5f17"));
  EXPECT_TRUE(IsProjectId(std::string(64, 'a')));
  for (const std::string& none : {std::string(), std::string(65, 'a'), std::string("a/b"), std::string("a b"),
                                  std::string("{project_id}")})
    EXPECT_FALSE(IsProjectId(none)) << none;
}

}  // namespace
}  // namespace cloudphone
