#include "adapters/runtime/rate_budget.h"

#include <algorithm>

namespace cloudphone {

RateBudget::RateBudget(Options options)
    : interval_(absl::Seconds(1) / options.per_second), head_start_(interval_ * (options.burst - 1)) {}

// A token bucket kept as one time: places are `interval_` apart, and after a rest the line begins so far in
// the past that a burst of them is free at once.
absl::Time RateBudget::Reserve(absl::Time now) {
  MutexLock lock(&mutex_);
  const absl::Time place = std::max(next_, now - head_start_);
  next_ = place + interval_;
  return std::max(place, now);
}

}  // namespace cloudphone
