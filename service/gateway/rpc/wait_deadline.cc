#include "service/gateway/rpc/wait_deadline.h"

#include <algorithm>

#include "adapters/cph/call/request_check.h"

namespace cloudphone {
namespace {

constexpr absl::Duration kDefaultWait = absl::Seconds(30);
constexpr absl::Duration kLongestWait = absl::Minutes(10);

}  // namespace

absl::StatusOr<absl::Time> WaitDeadline(const google::protobuf::Duration& wait_timeout, absl::Time now,
                                        absl::Time call_deadline) {
  const bool is_duration =
      wait_timeout.seconds() >= 0 && wait_timeout.nanos() >= 0 && wait_timeout.nanos() < 1e9;
  if (!is_duration)
    return ViolationStatus({{"wait_timeout", "PARAMETER_INVALID", "must be a duration of zero or more"}});
  absl::Duration wait = absl::Seconds(wait_timeout.seconds()) + absl::Nanoseconds(wait_timeout.nanos());
  if (wait == absl::ZeroDuration()) wait = kDefaultWait;
  return std::min(now + std::min(wait, kLongestWait), WorkDeadline(now, call_deadline));
}

absl::Time WorkDeadline(absl::Time now, absl::Time call_deadline) {
  if (call_deadline == absl::InfiniteFuture()) return call_deadline;
  return call_deadline -
         std::clamp((call_deadline - now) / 10, absl::ZeroDuration(), absl::Milliseconds(200));
}

}  // namespace cloudphone
