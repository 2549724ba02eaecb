#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_GESTURE_RUN_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_GESTURE_RUN_H_

#include <cstddef>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "adapters/runtime/mutex.h"
#include "service/gateway/media/gesture_plan.h"
#include "service/gateway/media/input_relay.h"

namespace cloudphone {

// Makes one gesture by a session of its own, which does not take the control from another: each event at its
// time from when the agent has given control, or as soon after it as the phone takes more. Thread-safe.
class GestureRun final : public InputClient, public std::enable_shared_from_this<GestureRun> {
 public:
  static constexpr absl::Duration kPatience = absl::Seconds(30);

  // Runs once, on any thread, and must not wait. OK when all events are over and nothing is held. The first
  // event that is refused ends the gesture with its error; AGENT_UNANSWERED what takes kPatience beyond its
  // own time, from the search for the agent on.
  using Done = absl::AnyInvocable<void(const absl::Status&) &&>;

  // The run must be cancelled or run to its end.
  static std::shared_ptr<GestureRun> Start(const InputAgents& agents, InputCaller caller, GesturePlan plan,
                                           Done done);

  // Breaks it off; the agent lifts what is down.
  void Cancel();

  // InputClient.
  void OnAnswer(const AgentInputAnswer& answer) override;
  void OnRoom() override { SendDue(); }
  void OnEnd(const absl::Status& status) override;

 private:
  GestureRun(Timers* timers, GesturePlan plan, Done done);

  void SendDue();
  // So much of the gesture's time has passed, whatever the clock says.
  void Reach(absl::Duration passed);
  void SetLatestEnd();

  Timers* const timers_;
  const GesturePlan plan_;
  std::shared_ptr<InputRelay> session_;  // Set before anything is told.

  Mutex mutex_;
  absl::Time began_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();          // When the agent gave control.
  absl::Duration passed_ ABSL_GUARDED_BY(mutex_) = -absl::InfiniteDuration();  // Since then: never falls.
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;                                    // Of the steps.
  Timers::Id alarm_ ABSL_GUARDED_BY(mutex_) = 0;
  Timers::Id latest_end_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status refused_ ABSL_GUARDED_BY(mutex_);  // The first event that was.
  Done done_ ABSL_GUARDED_BY(mutex_);             // Until it has run.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_GESTURE_RUN_H_
