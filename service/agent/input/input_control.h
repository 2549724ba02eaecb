#ifndef CLOUDPHONE_SERVICE_AGENT_INPUT_INPUT_CONTROL_H_
#define CLOUDPHONE_SERVICE_AGENT_INPUT_INPUT_CONTROL_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"
#include "cloudphone/v1/input.pb.h"
#include "service/agent/input/injector.h"
#include "service/agent/input/input_session.h"

namespace cloudphone {

struct InputOptions {
  absl::Duration lease = absl::Seconds(5);  // A session of which nothing is heard for so long has ended.
  absl::Duration gap_patience = absl::Seconds(1);  // How long SendInput's missing events are waited for.
  absl::Duration quiet = absl::Minutes(2);  // Without an event for so long what a session holds is released.
  size_t max_queued = 64;                   // Events of a session on their way to the engine.
  SecondFingers second_fingers = SecondFingers::kDown;
};

// What became of an offered event.
struct Offered {
  absl::Status status;  // Why the event was refused; the session goes on.
  bool more = true;     // False: offer no more before OnRoom().
};

// The owner of one phone's fingers and keys: which session controls them, in which order its events go to the
// engine, and that nothing stays down when it ends. Thread-safe; never calls a listener under its lock.
class InputControl : public std::enable_shared_from_this<InputControl> {
 public:
  // All outlive the object; the engine and the executor until Close() and what that left to the executor.
  static std::shared_ptr<InputControl> Make(MediaEngine* engine, Executor* executor, Timers* timers,
                                            InputOptions options);

  // Gives the control to a new session and returns its id. FAILED_PRECONDITION (INPUT_CONTROLLED_BY_ANOTHER)
  // when another has it and `start` does not take over; the former holder is told when it does.
  // INVALID_ARGUMENT for a screen that the engine does not take.
  absl::StatusOr<std::string> Start(const v1::InputStart& start, std::shared_ptr<InputListener> listener);

  // The next event of the session's own stream; its number must be above those before. A bad event changes
  // nothing. NOT_FOUND (INPUT_SESSION_NOT_FOUND) when the session has ended.
  Offered Offer(absl::string_view session_id, uint64_t seq, const ClientEvent& event);

  // Events that may have overtaken each other. Bad ones are told to the listener. Returns up to which number
  // all have been received, or were given up. RESOURCE_EXHAUSTED (INPUT_QUEUE_FULL) when too many wait, or
  // the listener's client does not read: none was taken then. INVALID_ARGUMENT for a number far ahead of the
  // next.
  absl::StatusOr<uint64_t> Send(absl::string_view session_id, uint64_t first_seq,
                                std::vector<ClientEvent> events);

  // A sign of life of the session's client.
  void Renew(absl::string_view session_id);

  // Whether the session's client leaves unread what it is told. While it does SendInput's events wait, so
  // that no more is to be told, and the session keeps its lease. May be called under a lock of the listener.
  void SetUnread(absl::string_view session_id, bool unread);

  // Ends a session: what was accepted is injected, what is held is released, then OnClosed(). Does nothing
  // when the session has ended.
  void End(absl::string_view session_id);

  // Takes no more sessions, and ends the one that there is; both are told `why`.
  void Close(const absl::Status& why);

  absl::Duration lease() const { return options_.lease; }

 private:
  // What listeners are to be told once the lock is released.
  using News = std::vector<absl::AnyInvocable<void()>>;
  using Session = std::shared_ptr<InputSession>;

  InputControl(Timers* timers, InputOptions options) : timers_(timers), options_(options) {}

  Session FindLocked(absl::string_view id) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status AcceptLocked(const Session& session, uint64_t seq, const ClientEvent& event)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void RefuseLocked(const Session& session, uint64_t seq, absl::Status why)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeTurnsLocked(const Session& session) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void SkipGapLocked(const Session& session) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ReleaseLocked(Injection::Kind kind, absl::Status why) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void LoseLocked(v1::ControlLostCause cause, News* news) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ScheduleLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Tick();
  void OnInjected(const Injection& injection, const absl::Status& status, absl::Duration delay);
  void MakeRoom(const Session& session);
  static void Tell(News news);

  Timers* const timers_;
  const InputOptions options_;
  std::shared_ptr<Injector> injector_;
  Mutex mutex_;
  Session holder_ ABSL_GUARDED_BY(mutex_);                       // Null: nobody controls the phone.
  absl::optional<absl::Status> closed_ ABSL_GUARDED_BY(mutex_);  // Why.
  Timers::Id alarm_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time alarm_at_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_INPUT_INPUT_CONTROL_H_
