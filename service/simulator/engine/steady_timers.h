#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_STEADY_TIMERS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_STEADY_TIMERS_H_

#include <chrono>  // NOLINT(build/c++11)
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "adapters/runtime/timer_thread.h"
#include "adapters/runtime/timers.h"

namespace cloudphone::simulator {

// A thread of timers whose clock begins at the calendar's time and then runs by the monotonic clock alone:
// a schedule in it neither drifts nor jumps. Thread-safe.
class SteadyTimers final : public Timers {
 public:
  absl::Time Now() const override {
    return calendar_start_ + absl::FromChrono(std::chrono::steady_clock::now() - steady_start_);
  }
  Id RunAt(absl::Time time, absl::AnyInvocable<void() &&> callback) override {
    return thread_.RunAfter(time - Now(), std::move(callback));
  }
  bool Cancel(Id id) override { return thread_.Cancel(id); }

 private:
  const absl::Time calendar_start_ = absl::Now();
  const std::chrono::steady_clock::time_point steady_start_ = std::chrono::steady_clock::now();
  TimerThread thread_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_STEADY_TIMERS_H_
