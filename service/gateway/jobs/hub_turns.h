#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_HUB_TURNS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_HUB_TURNS_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/rate_budget.h"
#include "adapters/runtime/timers.h"
#include "service/gateway/jobs/hub_state.h"
#include "service/gateway/jobs/job_hub_options.h"
#include "service/gateway/jobs/job_source.h"

namespace cloudphone {

// Runs the hub's work in turns, one after the other, on the thread of the timers, so that its state needs no
// lock. Shared with callbacks that may come after the hub has gone: they find it closed.
class HubTurns final : public PollSender, public std::enable_shared_from_this<HubTurns> {
 public:
  HubTurns(JobSource* source, Timers* timers, JobHubOptions options, RateBudget* reads);

  // Does `work` in a turn soon. Thread-safe.
  void Post(absl::AnyInvocable<void(HubState*) &&> work);

  // No turn begins after this; waits for the one that runs, so not from a turn.
  void Close();

  // PollSender, in a turn.
  void SendPoll(JobSource::Query query, PollDone done) override;

 private:
  void Turn(absl::AnyInvocable<void(HubState*) &&> work);

  JobSource* const source_;
  Timers* const timers_;
  const absl::Duration poll_timeout_;
  // Held through each turn. Turns never overlap, so only Close() ever waits for it.
  Mutex turn_;
  HubState state_ ABSL_GUARDED_BY(turn_);
  Timers::Id alarm_ ABSL_GUARDED_BY(turn_) = 0;
  absl::Time alarm_time_ ABSL_GUARDED_BY(turn_) = absl::InfiniteFuture();
  bool closed_ ABSL_GUARDED_BY(turn_) = false;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_HUB_TURNS_H_
