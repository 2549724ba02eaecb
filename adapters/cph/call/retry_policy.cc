#include "adapters/cph/call/retry_policy.h"

#include <algorithm>

#include "adapters/status/rich_status.h"

namespace cloudphone {
namespace {

constexpr int kTooManyRequests = 429;

}  // namespace

bool MayRepeat(rest::v1::Effect effect, const absl::Status& status, const AnswerInfo& info) {
  // RetryInfo is the table's word that an unchanged call may be made again; on a write it is there only where
  // the call certainly had no effect.
  if (!RetryDelayOf(status).has_value()) return false;
  if (info.http_status == kTooManyRequests) return true;
  if (!absl::IsUnavailable(status)) return false;
  return effect != rest::v1::EFFECT_SPEND || !info.maybe_sent;
}

absl::Duration RetryDelay(const RetryOptions& options, int attempt, const AnswerInfo& info,
                          absl::FunctionRef<double()> random) {
  absl::Duration largest = options.first_delay;
  for (int i = 2; i < attempt && largest < options.max_delay; ++i) largest *= 2;
  return info.asked_wait.value_or(absl::ZeroDuration()) + std::min(largest, options.max_delay) * random();
}

}  // namespace cloudphone
