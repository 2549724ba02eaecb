#ifndef CLOUDPHONE_TESTS_MATCHERS_H_
#define CLOUDPHONE_TESTS_MATCHERS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"
#include "service/serving/grpc_status.h"

// Matchers for errors in each form that they have on their way: absl::Status, absl::StatusOr, grpc::Status
// with its trailer, google.rpc.Status.

namespace cloudphone {

inline google::rpc::Status RichStatusOf(const google::rpc::Status& status) { return status; }
inline google::rpc::Status RichStatusOf(const absl::Status& status) { return FromStatus(status); }
inline google::rpc::Status RichStatusOf(const grpc::Status& status) {
  return FromStatus(FromGrpcStatus(status));
}
template <typename Value>
google::rpc::Status RichStatusOf(const absl::StatusOr<Value>& result) {
  return FromStatus(result.status());
}

// The detail of type `Detail`, or an empty one.
template <typename Detail, typename Status>
Detail DetailOf(const Status& status) {
  const google::rpc::Status rich = RichStatusOf(status);
  Detail detail;
  for (const google::protobuf::Any& any : rich.details()) {
    if (any.Is<Detail>()) any.UnpackTo(&detail);
  }
  return detail;
}

// The code, as absl::StatusCode.
MATCHER_P(StatusIs, code, "has code " + absl::StatusCodeToString(code)) {
  const google::rpc::Status rich = RichStatusOf(arg);
  *result_listener << rich.ShortDebugString();
  return rich.code() == static_cast<int>(code);
}

MATCHER(IsOk, "is OK") {
  const google::rpc::Status rich = RichStatusOf(arg);
  *result_listener << rich.ShortDebugString();
  return rich.code() == 0;
}

// ErrorInfo.reason, in our domain.
MATCHER_P(HasReason, reason, "has reason " + ::testing::PrintToString(reason)) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(arg);
  *result_listener << "whose ErrorInfo is " << info.ShortDebugString();
  return info.domain() == kErrorDomain && info.reason() == reason;
}

// A value of ErrorInfo.metadata.
MATCHER_P2(HasMetadata, key, value, "has metadata " + ::testing::PrintToString(key)) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(arg);
  *result_listener << "whose ErrorInfo is " << info.ShortDebugString();
  const auto found = info.metadata().find(key);
  return found != info.metadata().end() &&
         ::testing::ExplainMatchResult(value, found->second, result_listener);
}

// A BadRequest that names this field and no other.
MATCHER_P(NamesField, field, "names the field " + ::testing::PrintToString(field)) {
  const auto request = DetailOf<google::rpc::BadRequest>(arg);
  *result_listener << "whose BadRequest is " << request.ShortDebugString();
  return request.field_violations_size() == 1 && request.field_violations(0).field() == field;
}

// RetryInfo with this delay.
MATCHER_P(RetryIn, delay, "may be made again after " + absl::FormatDuration(delay)) {
  const auto info = DetailOf<google::rpc::RetryInfo>(arg);
  *result_listener << "whose RetryInfo is " << info.ShortDebugString();
  return info.has_retry_delay() &&
         absl::Seconds(info.retry_delay().seconds()) + absl::Nanoseconds(info.retry_delay().nanos()) == delay;
}

// No RetryInfo: an unchanged call must not follow.
MATCHER(SaysNothingOfRetry, "has no RetryInfo") {
  const auto info = DetailOf<google::rpc::RetryInfo>(arg);
  *result_listener << "whose RetryInfo is " << info.ShortDebugString();
  return !info.has_retry_delay();
}

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_MATCHERS_H_
