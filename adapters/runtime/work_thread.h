#ifndef CLOUDPHONE_ADAPTERS_RUNTIME_WORK_THREAD_H_
#define CLOUDPHONE_ADAPTERS_RUNTIME_WORK_THREAD_H_

#include <deque>
#include <thread>  // NOLINT(build/c++11)

#include "absl/base/thread_annotations.h"
#include "adapters/runtime/executor.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

// One thread that works off what it is given. It begins with the first work, so one that never gets any costs
// nothing. The destructor waits until all is done that was given. Thread-safe.
class WorkThread final : public Executor {
 public:
  WorkThread() = default;
  ~WorkThread() override;

  void Run(Work work) override;

 private:
  void WorkOff();

  Mutex mutex_;
  Condition changed_;
  std::deque<Work> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_RUNTIME_WORK_THREAD_H_
