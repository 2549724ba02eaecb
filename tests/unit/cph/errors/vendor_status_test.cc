#include "adapters/cph/errors/vendor_status.h"

#include <string>

#include "adapters/cph/errors/error_body.h"
#include "adapters/cph/errors/vendor_text.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ErrorContext Context(bool write) {
  ErrorContext context;
  context.operation = "AnyCall";
  context.write = write;
  return context;
}

std::string ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const google::rpc::Status rich = FromStatus(status);
  for (const auto& detail : rich.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

int64_t RetrySecondsOf(const absl::Status& status) {
  google::rpc::RetryInfo info;
  const google::rpc::Status rich = FromStatus(status);
  for (const auto& detail : rich.details()) {
    if (detail.UnpackTo(&info)) return info.retry_delay().seconds();
  }
  return -1;
}

TEST(TransportErrorTest, EachFailureReadsByWhetherItWasSent) {
  using Code = absl::StatusCode;
  struct Row {
    HttpFailure failure;
    bool maybe_sent;
    bool write;
    Code code;
    const char* reason;
    bool retry;
  };
  const Row rows[] = {
      {HttpFailure::kInvalidRequest, false, false, Code::kInternal, "UPSTREAM_REQUEST_INVALID", false},
      {HttpFailure::kNotConnected, false, false, Code::kUnavailable, "UPSTREAM_UNAVAILABLE", true},
      {HttpFailure::kNotConnected, false, true, Code::kUnavailable, "UPSTREAM_UNAVAILABLE", true},
      {HttpFailure::kHeldBack, false, true, Code::kFailedPrecondition, "UPSTREAM_LOGIN_REFUSED", false},
      {HttpFailure::kTooManyWaiting, false, false, Code::kResourceExhausted, "UPSTREAM_BUSY", true},
      {HttpFailure::kTooManyWaiting, false, true, Code::kResourceExhausted, "UPSTREAM_BUSY", true},
      {HttpFailure::kLost, true, false, Code::kUnavailable, "UPSTREAM_UNAVAILABLE", true},
      {HttpFailure::kLost, true, true, Code::kAborted, "OUTCOME_UNKNOWN", false},
      {HttpFailure::kTimedOut, false, true, Code::kDeadlineExceeded, "DEADLINE_EXCEEDED", false},
      {HttpFailure::kTimedOut, true, false, Code::kDeadlineExceeded, "DEADLINE_EXCEEDED", false},
      {HttpFailure::kTimedOut, true, true, Code::kAborted, "OUTCOME_UNKNOWN", false},
      {HttpFailure::kCancelled, true, false, Code::kCancelled, "CANCELLED", false},
      {HttpFailure::kCancelled, false, true, Code::kCancelled, "CANCELLED", false},
      {HttpFailure::kCancelled, true, true, Code::kAborted, "OUTCOME_UNKNOWN", false},
      {HttpFailure::kAnswerTooLarge, true, false, Code::kResourceExhausted, "UPSTREAM_ANSWER_TOO_LARGE",
       false},
      {HttpFailure::kAnswerTooLarge, true, true, Code::kAborted, "OUTCOME_UNKNOWN", false},
      {HttpFailure::kAnswerMalformed, true, false, Code::kDataLoss, "UPSTREAM_ANSWER_INVALID", false},
      {HttpFailure::kAnswerMalformed, true, true, Code::kAborted, "OUTCOME_UNKNOWN", false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(testing::Message() << static_cast<int>(row.failure) << row.maybe_sent << row.write);
    HttpResult result;
    result.failure = row.failure;
    result.maybe_sent = row.maybe_sent;
    const absl::Status status = TransportError(result, Context(row.write));
    EXPECT_EQ(status.code(), row.code);
    EXPECT_EQ(ReasonOf(status), row.reason);
    EXPECT_EQ(RetrySecondsOf(status) >= 0, row.retry);
  }
}

TEST(TransportErrorTest, TooManyCallsNameTheQuotaThatIsUsedUp) {
  HttpResult result;
  result.failure = HttpFailure::kTooManyWaiting;
  const google::rpc::Status rich = FromStatus(TransportError(result, Context(false)));
  google::rpc::QuotaFailure quota;
  for (const auto& detail : rich.details()) detail.UnpackTo(&quota);
  ASSERT_EQ(quota.violations_size(), 1);
  EXPECT_EQ(quota.violations(0).subject(), "calls that wait for the upstream");
}

TEST(AnswerErrorTest, APageWithoutACodeIsARefusalOnlyWhereItCanBeNothingElse) {
  struct Row {
    int status;
    bool write;
    absl::StatusCode code;
  };
  const Row rows[] = {
      {404, false, absl::StatusCode::kDataLoss},          {404, true, absl::StatusCode::kAborted},
      {302, false, absl::StatusCode::kDataLoss},          {302, true, absl::StatusCode::kAborted},
      {401, true, absl::StatusCode::kFailedPrecondition}, {413, true, absl::StatusCode::kInvalidArgument},
      {429, true, absl::StatusCode::kResourceExhausted},  {494, true, absl::StatusCode::kInvalidArgument},
      {503, false, absl::StatusCode::kUnavailable},       {503, true, absl::StatusCode::kAborted},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.status);
    HttpResult result;
    result.status = row.status;
    result.body = "<html><body>secret of a proxy</body></html>";
    const absl::Status status = AnswerError(result, Context(row.write));
    EXPECT_EQ(status.code(), row.code);
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret")));
  }
}

TEST(AnswerErrorTest, ThrottlingTellsHowLongToWait) {
  HttpResult result;
  result.status = 429;
  result.body = R"({"error_code":"APIGW.0308","error_msg":"The throttling threshold has been reached: )"
                R"(policy user over ratelimit,limit:60,time:1 minute","request_id":"r"})";
  EXPECT_EQ(RetrySecondsOf(AnswerError(result, Context(true))), 60);
  result.headers.push_back({"retry-after", "7"});
  EXPECT_EQ(RetrySecondsOf(AnswerError(result, Context(true))), 7);
}

TEST(VendorTextTest, ReadsTheWindowsOfThrottling) {
  EXPECT_EQ(ThrottlingWindow("x limit:10,time:2 hour"), absl::Hours(2));
  EXPECT_EQ(ThrottlingWindow("Threshold: 5 times per 10 seconds"), absl::Seconds(10));
  EXPECT_EQ(ThrottlingWindow("limit:10"), absl::nullopt);
  EXPECT_EQ(ThrottlingWindow("limit:10,time:99999999999999999999 second"), absl::nullopt);
  EXPECT_EQ(RetryAfter(" 5 "), absl::Seconds(5));
  EXPECT_EQ(RetryAfter("Wed, 21 Oct 2015 07:28:00 GMT"), absl::nullopt);
}

TEST(VendorTextTest, ShowsNothingThatACallerMustNotSee) {
  EXPECT_EQ(CleanVendorText("fail, canonicalRequest:GET|/v1/|x-security-token:abc"), "fail");
  EXPECT_EQ(CleanVendorText("Get secretKey failed,ak:AKID123,err:ak not exist"),
            "Get secretKey failed,ak:***,err:ak not exist");
  EXPECT_EQ(CleanVendorText("two\r\nlines\x01\xff end"), "two lines end");
  EXPECT_EQ(CleanVendorText("\xe4\xba\x91\xe6\x89\x8b\xe6\x9c\xba"), "\xe4\xba\x91\xe6\x89\x8b\xe6\x9c\xba");
  EXPECT_LE(CleanVendorText(std::string(100000, 'x')).size(), 256);
}

TEST(ErrorBodyTest, ReadsEachShape) {
  struct Row {
    const char* body;
    const char* code;
    const char* message;
  };
  const Row rows[] = {
      {R"({"request_id":"r","error_code":"CPS.0001","error_msg":"no"})", "CPS.0001", "no"},
      {R"({"errorCode":"A","errorMsg":"b"})", "A", "b"},
      {R"({"code":"A","message":"b"})", "A", "b"},
      {R"({"error":{"code":401,"message":"The username","title":"Unauthorized"}})", "401", "The username"},
      {R"({"error_code":"","error_msg":""})", "", ""},
      {R"([1])", "", ""},
      {R"({"error_code":{}})", "", ""},
      {"<html>", "", ""},
      {"", "", ""},
      {"{\"error_code\":\"\xff\",\"error_msg\":\"x\"}", "", ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.body);
    const ErrorBody body = ParseErrorBody(row.body);
    EXPECT_EQ(body.code, row.code);
    EXPECT_EQ(body.message, row.message);
  }
  EXPECT_EQ(ParseErrorBody(std::string(1000000, '[')).code, "");
  std::string deep;
  for (int i = 0; i < 200000; ++i) deep += "{\"a\":";
  EXPECT_EQ(ParseErrorBody(deep + "1" + std::string(200000, '}')).code, "");
}

}  // namespace
}  // namespace cloudphone
