#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_RETRY_POLICY_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_RETRY_POLICY_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "adapters/cph/call/answer_reader.h"
#include "cloudphone/rest/v1/rest.pb.h"

namespace cloudphone {

// When a failed call is made again.
struct RetryOptions {
  int max_attempts = 4;
  // Before the n-th repeat: a random time between nothing and first_delay * 2^n, at most max_delay.
  absl::Duration first_delay = absl::Milliseconds(500);
  absl::Duration max_delay = absl::Seconds(20);
  // See RetryBudget.
  double budget_share = 0.2;
  double budget_most = 10;
};

// Whether an unchanged call may be made again after it ended so: a read that found
// the upstream momentarily away or was throttled; a write only where it certainly was not processed: nothing
// of it left, it was throttled, or its code proves as much; one that spends only in the first two cases.
bool MayRepeat(rest::v1::Effect effect, const absl::Status& status, const AnswerInfo& info);

// How long to wait before attempt number `attempt` (2 is the first repeat). `random` gives a number from 0
// to 1. What the upstream asks for comes on top.
absl::Duration RetryDelay(const RetryOptions& options, int attempt, const AnswerInfo& info,
                          absl::FunctionRef<double()> random);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_RETRY_POLICY_H_
