#include "service/gateway/rpc/call_context.h"

#include <set>
#include <string>

#include "adapters/runtime/fake_timers.h"
#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::MatchesRegex;
using ::testing::SizeIs;

CallContext SomeCall() {
  CallContext call;
  call.request_id = "the-request";
  return call;
}

TEST(ReadCallContextTest, ReadsAPlainCall) {
  FakeTimers clock;
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i) {
    grpc::CallbackServerContext context;
    const CallContext call = ReadCallContext(clock, "/a.B/C", &context);
    EXPECT_EQ(call.method, "/a.B/C");
    EXPECT_EQ(call.start, clock.Now());
    EXPECT_EQ(call.deadline, absl::InfiniteFuture()) << "the caller set none";
    EXPECT_THAT(call.request_id, MatchesRegex("[0-9a-f]{32}"));
    ids.insert(call.request_id);
  }
  EXPECT_THAT(ids, SizeIs(100)) << "each call its own";
}

TEST(OutwardTest, LeavesSuccessAlone) { EXPECT_THAT(Outward(absl::OkStatus(), SomeCall()), IsOk()); }

TEST(OutwardTest, NamesTheRequestInTheErrorInfoThatIsThere) {
  RichError error;
  error.code = google::rpc::NOT_FOUND;
  error.reason = "PHONE_NOT_FOUND";
  error.message = "gone";
  error.metadata = {{"upstream_code", "some code"}};
  error.resource_type = "phone";
  error.retry_delay = absl::Seconds(3);
  const absl::Status status = Outward(ToStatus(error), SomeCall());
  EXPECT_THAT(status, AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("PHONE_NOT_FOUND"),
                            HasMetadata("upstream_code", "some code"),
                            HasMetadata("x-request-id", "the-request"), RetryIn(absl::Seconds(3))));
  EXPECT_EQ(status.message(), "gone");
  EXPECT_THAT(FromStatus(status).details(), SizeIs(3)) << "each detail once";
}

TEST(OutwardTest, GivesEveryOtherErrorAnErrorInfo) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status plain(static_cast<absl::StatusCode>(code), "text");
    const absl::Status status = Outward(plain, SomeCall());
    EXPECT_THAT(status, AllOf(StatusIs(plain.code()), HasReason(absl::StatusCodeToString(plain.code())),
                              HasMetadata("x-request-id", "the-request")));
    EXPECT_EQ(status.message(), "text");
  }
}

TEST(OutwardTest, AddsAnErrorInfoBesideOtherDetails) {
  google::rpc::Status rich;
  rich.set_code(google::rpc::UNAVAILABLE);
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(2);
  rich.add_details()->PackFrom(retry);
  EXPECT_THAT(Outward(ToStatus(rich), SomeCall()), AllOf(HasReason("UNAVAILABLE"), RetryIn(absl::Seconds(2)),
                                                         HasMetadata("x-request-id", "the-request")));
}

TEST(DrainingStatusTest, SaysWhenToAskAgain) {
  EXPECT_THAT(DrainingStatus(), AllOf(StatusIs(absl::StatusCode::kUnavailable), HasReason("GATEWAY_DRAINING"),
                                      RetryIn(absl::Seconds(1))));
}

TEST(MalformedRequestTest, NamesTheMessage) {
  const absl::Status status = MalformedRequest("GetPhoneRequest");
  EXPECT_THAT(status, AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("REQUEST_MALFORMED")));
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("GetPhoneRequest"));
}

}  // namespace
}  // namespace cloudphone
