#ifndef CLOUDPHONE_ADAPTERS_RUNTIME_RATE_QUEUE_H_
#define CLOUDPHONE_ADAPTERS_RUNTIME_RATE_QUEUE_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "adapters/runtime/timers.h"

namespace cloudphone {

// Gives turns to those who ask, in the order in which they asked, and never more of them in any window of
// time than its options say. Unlike a place of RateBudget, a turn can be given up, and one that would come
// too late is refused when it is asked for. Thread-safe; no lock is held while a turn runs.
class RateQueue {
 public:
  struct Options {
    size_t turns = 6;  // In a window; at least one.
    absl::Duration window = absl::Minutes(1);
    // How much longer the window is kept here: the way to where turns are counted takes now more time, now
    // less, so two that are a window apart here may be nearer there.
    absl::Duration margin = absl::Seconds(1);
    size_t max_waiting = 1000;
  };
  using Turn = absl::AnyInvocable<void() &&>;
  // Names one turn that was asked for. Zero names none.
  using Id = uint64_t;
  struct Place {
    Id id = 0;        // Zero: there is no place.
    absl::Time time;  // When the turn comes if nobody gives up theirs; without a place: when it would come.
  };

  // `timers` outlive it and its last turn.
  RateQueue(Timers* timers, Options options);
  // Turns that have not come by now never come.
  ~RateQueue();

  // Asks for a turn no later than `deadline`. `turn` runs once, on the thread of the timers and never in
  // here, unless it is given up or there is no place: it would come too late, or too many wait. A turn that
  // came counts, whatever is done with it.
  Place Ask(absl::Time deadline, Turn turn);

  // Gives up a turn: those behind it move up. False when it came already, is coming, or never was.
  bool Cancel(Id id);

 private:
  class Core;
  // Shared with the alarm, which may be on its way when this object goes.
  const std::shared_ptr<Core> core_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_RUNTIME_RATE_QUEUE_H_
