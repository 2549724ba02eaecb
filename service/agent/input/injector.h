#ifndef CLOUDPHONE_SERVICE_AGENT_INPUT_INJECTOR_H_
#define CLOUDPHONE_SERVICE_AGENT_INPUT_INJECTOR_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "adapters/media_engine/media_engine.h"
#include "adapters/runtime/executor.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"
#include "service/agent/input/pointer_state.h"

namespace cloudphone {

struct InputSession;

// One step of a session on its way to the engine.
struct Injection {
  enum class Kind {
    kEvent,    // `input` goes to the engine.
    kRefusal,  // An event that is refused, told in its turn, so that no ack of a later one overtakes it.
    kRelease,  // What the session holds in the engine by then is lifted.
    kEnd,      // The same, and the session is over.
  };
  Kind kind = Kind::kEvent;
  std::shared_ptr<InputSession> session;
  absl::Time accepted_at;
  uint64_t seq = 0;        // Of an event, also of one that is refused.
  EngineInput input = {};  // Of an event …
  uint64_t step = 0;       // … and which step of the session's PointerState it was.
  absl::Status status =
      absl::OkStatus();  // Why it is refused; why the session ends, OK where it was asked to.
};

// Gives one phone's input to its engine in order, on one executor: the vendor promises nothing for two
// threads at once, and a call may block. Whoever adds sees to it that not too much waits. Thread-safe.
class Injector : public std::enable_shared_from_this<Injector> {
 public:
  // Told of each step on the executor, under no lock: what the engine answered to an event, else the step's
  // own status; and how long it waited and took.
  using Done = absl::AnyInvocable<void(const Injection&, const absl::Status&, absl::Duration delay)>;

  // All outlive it.
  Injector(MediaEngine* engine, Executor* executor, const Timers* timers, Done done)
      : engine_(engine), executor_(executor), timers_(timers), done_(std::move(done)) {}

  // Takes the next step. Where it makes the step before it needless (two moves of one finger) it takes that
  // one's place: then true, and `done` is told of the newer only.
  bool Add(Injection injection);

 private:
  void InjectAll();
  absl::Status Do(const Injection& step);
  void Release(InputSession* session);
  absl::Status Inject(const EngineInput& input);

  MediaEngine* const engine_;
  Executor* const executor_;
  const Timers* const timers_;
  Done done_;  // Of the executor.
  Mutex mutex_;
  std::deque<Injection> waiting_ ABSL_GUARDED_BY(mutex_);
  bool at_work_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_INPUT_INJECTOR_H_
