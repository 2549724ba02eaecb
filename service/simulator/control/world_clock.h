#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_WORLD_CLOCK_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_WORLD_CLOCK_H_

#include "absl/time/time.h"
#include "adapters/runtime/timers.h"

namespace cloudphone::simulator {

// The time of the world: it begins with the clock's, runs `speed` times as fast, and can be turned ahead.
// What clients are held against (signatures, tokens, URLs, Date) goes by the clock itself, since they have no
// other. Not thread-safe.
class WorldClock {
 public:
  // `clock` outlives it.
  WorldClock(const Timers* clock, int speed) : clock_(clock), speed_(speed), begin_(clock->Now()) {}

  absl::Time Now() const { return begin_ + (clock_->Now() - begin_) * speed_ + ahead_; }
  void Advance(absl::Duration by) { ahead_ += by; }
  // Begins again with the clock's time.
  void Restart() {
    begin_ = clock_->Now();
    ahead_ = absl::ZeroDuration();
  }

 private:
  const Timers* const clock_;
  const int speed_;
  absl::Time begin_;
  absl::Duration ahead_ = absl::ZeroDuration();
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_WORLD_CLOCK_H_
