#ifndef CLOUDPHONE_ADAPTERS_RUNTIME_TURNS_H_
#define CLOUDPHONE_ADAPTERS_RUNTIME_TURNS_H_

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"

namespace cloudphone {

// Runs all work on a state in turns, one after the other, on the thread of the timers, so that the state
// needs no lock. Shared with callbacks that may come after its owner has gone: they find it closed.
//
// The state has no clock of its own; each turn calls, around the work,
//   void BeginTurn(absl::Time now);
//   absl::Time EndTurn();  // Does what is due; returns when a turn is needed next.
template <typename State>
class Turns : public std::enable_shared_from_this<Turns<State>> {
 public:
  using Work = absl::AnyInvocable<void(State*) &&>;

  // `timers` outlives it; `state` are the arguments of the state's constructor.
  template <typename... Args>
  explicit Turns(Timers* timers, Args&&... state) : timers_(timers), state_(std::forward<Args>(state)...) {}
  virtual ~Turns() = default;

  // Does `work` in a turn soon. Thread-safe.
  void Post(Work work) {
    timers_->RunAt(timers_->Now(), [weak = this->weak_from_this(), work = std::move(work)]() mutable {
      if (const auto self = weak.lock()) self->Turn(std::move(work));
    });
  }

  // No turn begins after this; waits for the one that runs, so not from a turn.
  void Close() {
    MutexLock lock(&turn_);
    closed_ = true;
    if (alarm_ != 0) timers_->Cancel(alarm_);
  }

  const Timers& timers() const { return *timers_; }

 protected:
  // A callback that may come on any thread, and has `done` run in a turn.
  template <typename Result>
  absl::AnyInvocable<void(Result) &&> InATurn(absl::AnyInvocable<void(State*, Result) &&> done) {
    return [weak = this->weak_from_this(), done = std::move(done)](Result result) mutable {
      const auto self = weak.lock();
      if (self == nullptr) return;
      self->Post([done = std::move(done), result = std::move(result)](State* state) mutable {
        std::move(done)(state, std::move(result));
      });
    };
  }

 private:
  void Turn(Work work) {
    MutexLock lock(&turn_);
    if (closed_) return;
    state_.BeginTurn(timers_->Now());
    std::move(work)(&state_);
    const absl::Time next = state_.EndTurn();
    if (next == alarm_time_ && next > timers_->Now()) return;
    if (alarm_ != 0) timers_->Cancel(alarm_);
    alarm_ = 0;
    alarm_time_ = next;
    if (next == absl::InfiniteFuture()) return;
    alarm_ = timers_->RunAt(next, [weak = this->weak_from_this()] {
      const auto self = weak.lock();
      if (self == nullptr) return;
      self->Turn([](State*) {});  // What is due is done at the end of any turn.
    });
  }

  Timers* const timers_;
  // Held through each turn. Turns never overlap, so only Close() ever waits for it.
  Mutex turn_;
  State state_ ABSL_GUARDED_BY(turn_);
  Timers::Id alarm_ ABSL_GUARDED_BY(turn_) = 0;
  absl::Time alarm_time_ ABSL_GUARDED_BY(turn_) = absl::InfiniteFuture();
  bool closed_ ABSL_GUARDED_BY(turn_) = false;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_RUNTIME_TURNS_H_
