#ifndef CLOUDPHONE_ADAPTERS_RUNTIME_FAKE_TIMERS_H_
#define CLOUDPHONE_ADAPTERS_RUNTIME_FAKE_TIMERS_H_

#include <cstddef>
#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"

namespace cloudphone {

// Timers whose clock stands still until Advance() turns it. Thread-safe; callbacks run on the thread that
// calls Advance().
class FakeTimers final : public Timers {
 public:
  explicit FakeTimers(absl::Time now = absl::FromUnixSeconds(1700000000)) : now_(now) {}

  absl::Time Now() const override;
  Id RunAt(absl::Time time, absl::AnyInvocable<void() &&> callback) override;
  bool Cancel(Id id) override;

  // Turns the clock forward by `step`, running each callback that falls due at its own time, in order; also
  // those that callbacks add on the way. Advance(ZeroDuration()) runs what is due now.
  void Advance(absl::Duration step);

  // Sets the clock ahead or back, as the wall clock of a machine may be: no pending callback moves.
  void Jump(absl::Duration by);

  // How many callbacks wait.
  size_t pending() const;

 private:
  using Key = std::pair<absl::Time, Id>;

  mutable Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
  std::map<Key, absl::AnyInvocable<void() &&>> pending_ ABSL_GUARDED_BY(mutex_);
  Id last_id_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_RUNTIME_FAKE_TIMERS_H_
