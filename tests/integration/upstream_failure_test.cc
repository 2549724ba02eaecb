// An upstream that breaks its own rules: the caller learns what is certain, a write is never sent twice, and
// the next call is fine.

#include "tests/integration/captured_log.h"
#include "tests/integration/gateway_fixture.h"
#include "tests/integration/scripted_upstream.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kNoPhones[] = R"({"request_id":"q","count":0,"phones":[]})";
constexpr char kSecret[] = "SECRET-OF-THE-BODY";

class UpstreamFailureTest : public GatewayFixture {
 protected:
  UpstreamFailureTest() {
    StartWithUpstream(upstream_.url());
    NextCallIsFine();  // It also keeps a connection for the reads that follow.
  }

  void NextCallIsFine() {
    upstream_.Always(Answer(200, kNoPhones));
    EXPECT_THAT(Call(&PhoneStub::ListPhones, v1::ListPhonesRequest()), IsOk());
  }
  absl::Status Read() { return Call(&PhoneStub::ListPhones, v1::ListPhonesRequest()).status(); }
  absl::Status Write() { return Restart({"a"}).status(); }

  ScriptedUpstream upstream_;
};

struct Broken {
  const char* name;
  UpstreamReply reply;
  absl::StatusCode read_code;
  const char* read_reason;
};

void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.name; }

class BrokenUpstreamTest : public UpstreamFailureTest, public ::testing::WithParamInterface<Broken> {};

TEST_P(BrokenUpstreamTest, AReadFailsClearly) {
  upstream_.Always(GetParam().reply);
  const absl::Status status = Read();
  EXPECT_THAT(status, AllOf(StatusIs(GetParam().read_code), HasReason(GetParam().read_reason),
                            HasMetadata("operation", "ListCloudPhones")));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr(kSecret)));
  NextCallIsFine();
}

TEST_P(BrokenUpstreamTest, AWriteIsSentOnceAndItsOutcomeIsUnknown) {
  upstream_.Always(GetParam().reply);
  const int before = upstream_.requests();
  const absl::Status status = Write();
  EXPECT_THAT(status, AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("OUTCOME_UNKNOWN"),
                            HasMetadata("operation", "RestartCloudPhone"), SaysNothingOfRetry()));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr(kSecret)));
  EXPECT_EQ(upstream_.requests() - before, 1);
  NextCallIsFine();
}

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;
constexpr auto kUnavailable = absl::StatusCode::kUnavailable;
constexpr char kInvalid[] = "UPSTREAM_ANSWER_INVALID";
constexpr char kLost[] = "UPSTREAM_UNAVAILABLE";

const Broken kBroken[] = {
    {"HtmlOfAProxy", Answer(200, "<html>SECRET-OF-THE-BODY"), kDataLoss, kInvalid},
    {"HtmlWith404", Answer(404, "<html>SECRET-OF-THE-BODY"), kDataLoss, kInvalid},
    {"HtmlWith502", Answer(502, "<html>SECRET-OF-THE-BODY"), kUnavailable, kLost},
    {"ARedirect", Answer(302, "", "Location: http://127.0.0.1:1/\r\n"), kDataLoss, kInvalid},
    {"AnEmpty200", Answer(200, ""), kDataLoss, kInvalid},
    {"BrokenJson", Answer(200, R"({"phones":[{"phone_id":"SECRET-OF-THE-BODY")"), kDataLoss, kInvalid},
    {"WrongTypes", Answer(200, R"({"phones":1,"jobs":{"SECRET-OF-THE-BODY":2}})"), kDataLoss, kInvalid},
    {"NoHttp", Cut("SSH-2.0-OpenSSH\r\n\r\n"), kDataLoss, kInvalid},
    {"ACutHead", Cut("HTTP/1.1 200 OK\r\nContent-Le"), kUnavailable, kLost},
    {"ACutBody", Cut("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"request_id\":"), kUnavailable, kLost},
    {"NoAnswer", Cut(""), kUnavailable, kLost},
};

INSTANTIATE_TEST_SUITE_P(Each, BrokenUpstreamTest, ::testing::ValuesIn(kBroken),
                         [](const auto& row) { return std::string(row.param.name); });

constexpr char kThrottled[] =
    R"({"request_id":"t","error_code":"APIGW.0308","error_msg":"The throttling threshold has been reached: )"
    R"(policy user over ratelimit,limit:60,time:2 minute"})";

TEST_F(UpstreamFailureTest, AThrottledCallIsToldToWaitForTheWindowInTheText) {
  upstream_.Always(Answer(429, kThrottled));
  const auto throttled = AllOf(StatusIs(absl::StatusCode::kResourceExhausted), HasReason("RATE_LIMITED"),
                               RetryIn(absl::Minutes(2)), HasMetadata("upstream_code", "APIGW.0308"));
  const absl::Status read = Read();
  EXPECT_THAT(read, throttled);
  EXPECT_EQ(DetailOf<google::rpc::QuotaFailure>(read).violations(0).subject(), "calls of ListCloudPhones");
  EXPECT_THAT(Write(), throttled) << "the vendor did not see it: certain for a write, too";
  NextCallIsFine();
}

TEST_F(UpstreamFailureTest, RetryAfterWinsOverTheText) {
  upstream_.Always(Answer(429, kThrottled, "Retry-After: 7\r\n"));
  EXPECT_THAT(Read(), RetryIn(absl::Seconds(7)));
  upstream_.Always(Answer(429, "", "Retry-After: 7\r\n"));
  EXPECT_THAT(Read(), AllOf(StatusIs(absl::StatusCode::kResourceExhausted), RetryIn(absl::Seconds(7))));
}

TEST_F(UpstreamFailureTest, AnErrorInA200IsAnError) {
  upstream_.Always(Answer(200, R"({"error_code":"CPS.0001","error_msg":"No permission"})"));
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(Write(), StatusIs(absl::StatusCode::kPermissionDenied)) << "a refusal is certain";
}

TEST_F(UpstreamFailureTest, ATargetThatTheAnswerDoesNotNameIsRefusedAsUnknown) {
  upstream_.Always(Answer(200, R"({"request_id":"r","jobs":[{"phone_id":"a","job_id":"j"}]})"));
  const auto answer = Restart({"a", "b"});
  ASSERT_THAT(answer, IsOk());
  ASSERT_EQ(answer->group().refused_size(), 1);
  EXPECT_EQ(answer->group().refused(0).phone_id(), "b");
  EXPECT_THAT(answer->group().refused(0).error(),
              AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("OUTCOME_UNKNOWN")));
}

// The vendor's texts echo what was signed and the key; none of it may reach a caller or the log.
constexpr char kWrongSignature[] =
    R"({"request_id":"s","error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: )"
    R"(verify aksk signature fail, canonicalRequest:GET|/v1/project/|x-sdk-date:20261125T000000Z|SIGNED-TEXT"})";
constexpr char kUnknownKey[] =
    R"({"request_id":"s","error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: )"
    R"(Get secretKey failed,ak:TESTACCESSKEY,err:ak not exist"})";

TEST_F(UpstreamFailureTest, ARefusedSignatureStopsTheAccountAtTheFirstRefusal) {
  upstream_.Always(Answer(401, kWrongSignature));
  const int before = upstream_.requests();
  const auto refused = AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                             HasReason("UPSTREAM_LOGIN_REFUSED"), SaysNothingOfRetry());
  const absl::Status first = Read();
  EXPECT_THAT(first, refused);
  EXPECT_THAT(std::string(first.message()), Not(HasSubstr("SIGNED-TEXT")));
  upstream_.Always(Answer(200, kNoPhones));  // It would not help: nothing is asked before the pause is over.
  for (int i = 0; i < 5; ++i) {
    EXPECT_THAT(Read(), refused);
    EXPECT_THAT(Write(), refused);
  }
  EXPECT_EQ(upstream_.requests() - before, 1);
}

class RefusedLoginTest : public GatewayFixture {
 protected:
  RefusedLoginTest() {
    log_.Clear();
    upstream_.Always(Answer(401, kUnknownKey));
    StartWithUpstream(upstream_.url());
  }

  CapturedLog& log_ = CapturedLog::Get();
  ScriptedUpstream upstream_;
};

TEST_F(RefusedLoginTest, OfCallsThatComeTogetherOneTriesTheCredentials) {
  std::vector<std::unique_ptr<PendingCall<v1::ListPhonesResponse>>> calls;
  calls.reserve(10);
  for (int i = 0; i < 10; ++i) calls.push_back(Begin(&PhoneStub::ListPhones, v1::ListPhonesRequest()));
  for (const auto& call : calls) EXPECT_THAT(call->Wait(), HasReason("UPSTREAM_LOGIN_REFUSED"));
  EXPECT_EQ(upstream_.requests(), 1);
  EXPECT_TRUE(log_.WaitForLine({"account_state", "state=stopped"}));
  EXPECT_FALSE(log_.Holds("TESTACCESSKEY"));
  EXPECT_FALSE(log_.Holds("test-secret-key"));
}

TEST_F(RefusedLoginTest, AWatchEndsWithTheRefusal) {
  EXPECT_THAT(BeginWatch({"r"})->End(),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("UPSTREAM_LOGIN_REFUSED")));
}

}  // namespace
}  // namespace cloudphone
