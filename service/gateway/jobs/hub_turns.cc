#include "service/gateway/jobs/hub_turns.h"

#include <utility>

namespace cloudphone {

HubTurns::HubTurns(JobSource* source, Timers* timers, JobHubOptions options, RateBudget* reads)
    : source_(source),
      timers_(timers),
      poll_timeout_(options.poll_timeout),
      state_(this, std::move(options), reads) {}

void HubTurns::Post(absl::AnyInvocable<void(HubState*) &&> work) {
  timers_->RunAt(timers_->Now(), [weak = weak_from_this(), work = std::move(work)]() mutable {
    if (const auto self = weak.lock()) self->Turn(std::move(work));
  });
}

void HubTurns::Turn(absl::AnyInvocable<void(HubState*) &&> work) {
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
  alarm_ = timers_->RunAt(next, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self == nullptr) return;
    self->Turn([](HubState*) {});  // What is due is done at the end of any turn.
  });
}

void HubTurns::Close() {
  MutexLock lock(&turn_);
  closed_ = true;
  if (alarm_ != 0) timers_->Cancel(alarm_);
}

void HubTurns::SendPoll(JobSource::Query query, PollDone done) {
  source_->List(
      std::move(query), timers_->Now() + poll_timeout_,
      [weak = weak_from_this(), done = std::move(done)](absl::StatusOr<JobSource::Rows> rows) mutable {
        const auto self = weak.lock();
        if (self == nullptr) return;
        self->Post([done = std::move(done), rows = std::move(rows)](HubState* state) mutable {
          std::move(done)(state, std::move(rows));
        });
      });
}

}  // namespace cloudphone
