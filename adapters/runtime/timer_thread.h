#ifndef CLOUDPHONE_ADAPTERS_RUNTIME_TIMER_THREAD_H_
#define CLOUDPHONE_ADAPTERS_RUNTIME_TIMER_THREAD_H_

#include <chrono>  // NOLINT(build/c++11)
#include <map>
#include <thread>  // NOLINT(build/c++11)
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/time/clock.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"

namespace cloudphone {

// Timers on a thread of their own, which sleeps until the earliest callback. The destructor drops what is
// pending and waits for the callback that is running. Thread-safe.
class TimerThread final : public Timers {
 public:
  TimerThread();
  ~TimerThread() override;

  absl::Time Now() const override { return absl::Now(); }
  Id RunAt(absl::Time time, absl::AnyInvocable<void() &&> callback) override;
  bool Cancel(Id id) override;

 private:
  using Steady = std::chrono::steady_clock::time_point;
  // The id makes equal times distinct and keeps them in the order of their RunAt().
  using Key = std::pair<Steady, Id>;

  void Run();

  Mutex mutex_;
  Condition wake_;
  std::map<Key, absl::AnyInvocable<void() &&>> pending_ ABSL_GUARDED_BY(mutex_);
  std::map<Id, Steady> due_ ABSL_GUARDED_BY(mutex_);
  Id last_id_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_RUNTIME_TIMER_THREAD_H_
