#ifndef CLOUDPHONE_ADAPTERS_RUNTIME_MANUAL_EXECUTOR_H_
#define CLOUDPHONE_ADAPTERS_RUNTIME_MANUAL_EXECUTOR_H_

#include <cstddef>
#include <deque>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "adapters/runtime/executor.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

// An executor of tests: work waits until RunAll(). Thread-safe.
class ManualExecutor final : public Executor {
 public:
  void Run(Work work) override {
    MutexLock lock(&mutex_);
    waiting_.push_back(std::move(work));
  }

  // Does what waits, also what that adds, on this thread.
  void RunAll() {
    while (true) {
      Work work;
      {
        MutexLock lock(&mutex_);
        if (waiting_.empty()) return;
        work = std::move(waiting_.front());
        waiting_.pop_front();
      }
      std::move(work)();
    }
  }

  // How much work waits.
  size_t waiting() const {
    MutexLock lock(&mutex_);
    return waiting_.size();
  }

 private:
  mutable Mutex mutex_;
  std::deque<Work> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_RUNTIME_MANUAL_EXECUTOR_H_
