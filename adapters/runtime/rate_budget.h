#ifndef CLOUDPHONE_ADAPTERS_RUNTIME_RATE_BUDGET_H_
#define CLOUDPHONE_ADAPTERS_RUNTIME_RATE_BUDGET_H_

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

// How often something may be done by all who share the budget. It hands out places in one line, so that each
// gets its turn in the order in which they asked, however many wait. Thread-safe; has no clock of its own.
class RateBudget {
 public:
  // The vendor publishes no rate of reads; these are a careful guess until it is measured.
  struct Options {
    double per_second = 10;  // More than zero.
    int burst = 5;           // How much may be done at once after a rest; at least one.
  };

  explicit RateBudget(Options options);

  // When the caller may do it once: `now`, or later when others come first. A place that is not used is lost,
  // so take one only for what is ready to be done, and one at a time.
  absl::Time Reserve(absl::Time now);

 private:
  const absl::Duration interval_;
  const absl::Duration head_start_;
  Mutex mutex_;
  absl::Time next_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_RUNTIME_RATE_BUDGET_H_
