#ifndef CLOUDPHONE_ADAPTERS_RUNTIME_TIMERS_H_
#define CLOUDPHONE_ADAPTERS_RUNTIME_TIMERS_H_

#include <cstdint>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

namespace cloudphone {

// Time as everything of ours sees it: what it is now, and what to run later. Tests pass FakeTimers and turn
// the clock by hand; programs pass TimerThread. Thread-safe.
class Timers {
 public:
  // Names one pending callback. Zero names none.
  using Id = uint64_t;

  virtual ~Timers() = default;

  // The wall clock. A jump of it (NTP, a suspended machine) moves no pending callback of TimerThread.
  virtual absl::Time Now() const = 0;

  // Runs `callback` once, no earlier than `time`, never inside RunAt(), and never under a lock of the
  // implementation. Callbacks of one Timers run one after the other and must not wait.
  virtual Id RunAt(absl::Time time, absl::AnyInvocable<void() &&> callback) = 0;

  // Forgets the callback. Returns false when it has run, is running, or never was: the caller must not rely
  // on it being over.
  virtual bool Cancel(Id id) = 0;

  Id RunAfter(absl::Duration delay, absl::AnyInvocable<void() &&> callback) {
    return RunAt(Now() + delay, std::move(callback));
  }
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_RUNTIME_TIMERS_H_
