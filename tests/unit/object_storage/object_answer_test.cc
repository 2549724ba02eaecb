// What the store answers, and the signer, the transport and the simulated store in one row.

#include "adapters/object_storage/object_answer.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/http/curl_transport.h"
#include "adapters/object_storage/object_signer.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/simulator/simulator.h"
#include "tests/unit/http/results.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Code = absl::StatusCode;

HttpResult Answer(int status, const std::string& code) {
  HttpResult result;
  result.status = status;
  result.headers = {{"x-obs-request-id", "id-1"}};
  if (!code.empty()) result.body = absl::StrCat("<?xml?><Error><Code>", code, "</Code><Message/></Error>");
  return result;
}

TEST(ObjectStatusTest, EachCodeHasItsStatus) {
  const struct {
    int status;
    const char* code;
    Code expected;
  } kRows[] = {
      {403, "AccessDenied", Code::kPermissionDenied},
      {403, "InvalidAccessKeyId", Code::kUnauthenticated},
      {403, "SignatureDoesNotMatch", Code::kUnauthenticated},
      {403, "RequestTimeTooSkewed", Code::kUnauthenticated},
      {403, "InArrearOrInsufficientBalance", Code::kFailedPrecondition},
      {404, "NoSuchBucket", Code::kNotFound},
      {404, "NoSuchKey", Code::kNotFound},
      {404, "NoSuchUpload", Code::kNotFound},
      {400, "BadDigest", Code::kInvalidArgument},
      {400, "EntityTooLarge", Code::kInvalidArgument},
      {400, "EntityTooSmall", Code::kInvalidArgument},
      {400, "KeyTooLongError", Code::kInvalidArgument},
      {400, "InvalidBucketName", Code::kInvalidArgument},
      {400, "InvalidPart", Code::kInvalidArgument},
      {400, "InvalidPartOrder", Code::kInvalidArgument},
      {400, "InvalidArgument", Code::kInvalidArgument},
      {400, "TooManyWrongSignature", Code::kUnauthenticated},
      {409, "OperationAborted", Code::kAborted},
      {412, "PreconditionFailed", Code::kFailedPrecondition},
      {416, "InvalidRange", Code::kOutOfRange},
      {429, "TooManyRequests", Code::kUnavailable},
      {503, "SlowDown", Code::kUnavailable},
      {503, "ServiceUnavailable", Code::kUnavailable},
      {500, "InternalError", Code::kUnavailable},
      {301, "PermanentRedirect", Code::kFailedPrecondition},
      {307, "TemporaryRedirect", Code::kFailedPrecondition},
      // By HTTP status alone.
      {301, "", Code::kFailedPrecondition},
      {400, "NewCode", Code::kInvalidArgument},
      {401, "", Code::kUnauthenticated},
      {403, "", Code::kPermissionDenied},
      {404, "", Code::kNotFound},
      {405, "MethodNotAllowed", Code::kUnknown},
      {409, "", Code::kAborted},
      {411, "MissingContentLength", Code::kInvalidArgument},
      {412, "", Code::kFailedPrecondition},
      {416, "", Code::kOutOfRange},
      {429, "", Code::kUnavailable},
      {502, "", Code::kUnavailable},
      {200, "", Code::kOk},
      {204, "", Code::kOk},
  };
  for (const auto& row : kRows) {
    const absl::Status status = ObjectStatus(Answer(row.status, row.code));
    EXPECT_EQ(status.code(), row.expected) << row.status << row.code;
    if (!status.ok()) {
      EXPECT_THAT(std::string(status.message()), HasSubstr("id-1"));
    }
  }
  EXPECT_THAT(std::string(ObjectStatus(Answer(404, "<b>")).message()), Not(HasSubstr("<")));
}

TEST(ObjectStatusTest, ACallWithoutAnAnswerMayBeTriedAgain) {
  HttpResult lost;
  lost.failure = HttpFailure::kLost;
  lost.detail = "it ended";
  EXPECT_EQ(ObjectStatus(lost).code(), Code::kUnavailable);
  EXPECT_EQ(ReadObjectStat(lost).status().code(), Code::kUnavailable);
  lost.failure = HttpFailure::kTimedOut;
  EXPECT_EQ(ObjectStatus(lost).code(), Code::kDeadlineExceeded);
  lost.failure = HttpFailure::kCancelled;
  EXPECT_EQ(ObjectStatus(lost).code(), Code::kCancelled);
  lost.failure = HttpFailure::kHeldBack;
  EXPECT_EQ(ObjectStatus(lost).code(), Code::kPermissionDenied);
}

TEST(ReadObjectStatTest, AnAnswerWithoutALengthIsNoStat) {
  EXPECT_EQ(ReadObjectStat(Answer(200, "")).status().code(), Code::kUnavailable);
}

// The simulator shares no code with the signer: what one signs the other admits.
class SimulatedStoreTest : public ::testing::TestWithParam<ObjectDialect> {
 protected:
  void SetUp() override {
    simulator::SimulatorOptions options;
    options.security_token = key_.security_token;
    auto simulator = simulator::Simulator::Start(options, &clock_);
    ASSERT_TRUE(simulator.ok()) << simulator.status();
    simulator_ = *std::move(simulator);
    auto transport = CurlTransport::Create({});
    ASSERT_TRUE(transport.ok()) << transport.status();
    transport_ = *std::move(transport);
  }
  ObjectCall Call(const std::string& method, const std::string& key) {
    ObjectCall call;
    call.method = method;
    call.endpoint = absl::StrCat("http://", simulator_->address());
    call.bucket = simulator_bucket_;
    call.key = key;
    call.place = PlaceForEndpoint(call.endpoint);
    return call;
  }
  HttpResult ByHeader(ObjectCall call, const std::string& body = "") {
    HttpRequest request = SignObjectCall(key_, std::move(call), clock_.Now(), GetParam());
    request.body = body;
    return Exchange(transport_.get(), std::move(request));
  }
  HttpResult ByUrl(const ObjectCall& call, const std::string& body = "") {
    HttpRequest request;
    request.method = call.method;
    request.url = PresignUrl(key_, call, clock_.Now() + absl::Minutes(1), GetParam());
    request.headers = call.headers;
    request.body = body;
    return Exchange(transport_.get(), std::move(request));
  }

  const AccessKey key_ = {simulator::kDefaultAccessKey, simulator::kDefaultSecretKey, "token+/=="};
  const std::string simulator_bucket_ = "cph-staging";
  FakeTimers clock_;
  std::unique_ptr<simulator::Simulator> simulator_;
  std::unique_ptr<CurlTransport> transport_;
};

INSTANTIATE_TEST_SUITE_P(Dialects, SimulatedStoreTest,
                         ::testing::Values(ObjectDialect::kObs, ObjectDialect::kAws));

TEST_P(SimulatedStoreTest, TakesWhatIsSignedHere) {
  const std::string prefix = GetParam() == ObjectDialect::kObs ? "x-obs-" : "x-amz-";
  ObjectCall put = Call("PUT", "apps/a b+\xC3\xA4.apk");
  put.headers = {{"Content-Type", "application/x-tar"}, {absl::StrCat(prefix, "meta-sha256"), "abc"}};
  EXPECT_EQ(ObjectStatus(ByUrl(put, "hello")), absl::OkStatus());
  EXPECT_EQ(ObjectStatus(ByHeader(put, "hello, again")), absl::OkStatus());
  const HttpResult head = ByUrl(Call("HEAD", put.key));
  const absl::StatusOr<ObjectStat> stat = ReadObjectStat(head);
  ASSERT_TRUE(stat.ok()) << stat.status();
  EXPECT_EQ(stat->size_bytes, 12u);
  EXPECT_EQ(stat->content_type, "application/x-tar");
  EXPECT_EQ(stat->etag.size(), 32u);
  EXPECT_EQ(stat->sha256, GetParam() == ObjectDialect::kObs ? "abc" : "")
      << "ours is the dialect that is read";
  ObjectCall get = Call("GET", put.key);
  get.query = {{"response-content-disposition", "attachment; filename=\"a b.apk\""}};
  const HttpResult got = ByUrl(get);
  EXPECT_EQ(got.body, "hello, again");
  EXPECT_EQ(FindHeader(got.headers, "Content-Disposition"), "attachment; filename=\"a b.apk\"");
  EXPECT_EQ(ObjectStatus(ByHeader(Call("DELETE", put.key))), absl::OkStatus());
  EXPECT_EQ(ReadObjectStat(ByHeader(Call("HEAD", put.key))).status().code(), Code::kNotFound);
}

TEST_P(SimulatedStoreTest, RefusesAClockThatIsWrong) {
  HttpRequest request = SignObjectCall(key_, Call("GET", "k"), clock_.Now() - absl::Minutes(16), GetParam());
  EXPECT_EQ(ObjectStatus(Exchange(transport_.get(), std::move(request))).code(), Code::kUnauthenticated);
}

}  // namespace
}  // namespace cloudphone
