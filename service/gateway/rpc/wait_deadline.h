#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_WAIT_DEADLINE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_WAIT_DEADLINE_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"

namespace cloudphone {

// Until when a Wait call that began at `now` waits: `wait_timeout` (zero: 30 seconds; at most 10 minutes),
// and so much short of the caller's deadline (InfiniteFuture: none) that the answer still reaches the caller.
// INVALID_ARGUMENT naming wait_timeout when it is negative or no duration.
absl::StatusOr<absl::Time> WaitDeadline(const google::protobuf::Duration& wait_timeout, absl::Time now,
                                        absl::Time call_deadline);

// Until when a call that began at `now` may work, so that its answer still reaches a caller with that
// deadline (InfiniteFuture: none).
absl::Time WorkDeadline(absl::Time now, absl::Time call_deadline);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_WAIT_DEADLINE_H_
