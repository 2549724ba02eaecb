#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_RETRY_BUDGET_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_RETRY_BUDGET_H_

#include <algorithm>

#include "absl/base/thread_annotations.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

// How many repeats the calls of an account may make: a share of its calls, so that an upstream that is broken
// gets hardly more load than one that works. Each call puts `share` in, each repeat takes one out; what is in
// is at most `most`, which is also there at the start. Thread-safe.
class RetryBudget {
 public:
  RetryBudget(double share, double most) : share_(share), most_(most), left_(most) {}

  void AddCall() {
    MutexLock lock(&mutex_);
    left_ = std::min(left_ + share_, most_);
  }

  // Whether one more repeat may be made; then it counts as made.
  bool TakeRepeat() {
    MutexLock lock(&mutex_);
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
  }

 private:
  const double share_;
  const double most_;
  Mutex mutex_;
  double left_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_RETRY_BUDGET_H_
