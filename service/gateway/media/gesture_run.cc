#include "service/gateway/media/gesture_run.h"

#include <algorithm>
#include <utility>

#include "adapters/status/rich_status.h"
#include "service/gateway/media/input_errors.h"

namespace cloudphone {

GestureRun::GestureRun(Timers* timers, GesturePlan plan, Done done)
    : timers_(timers), plan_(std::move(plan)), done_(std::move(done)) {}

std::shared_ptr<GestureRun> GestureRun::Start(const InputAgents& agents, InputCaller caller, GesturePlan plan,
                                              Done done) {
  std::shared_ptr<GestureRun> run(new GestureRun(agents.timers, std::move(plan), std::move(done)));
  run->session_ = InputRelay::Begin(agents, std::move(caller), run);
  run->SetLatestEnd();
  run->session_->Take(run->plan_.start);
  return run;
}

void GestureRun::SetLatestEnd() {
  const absl::Duration length = plan_.steps.empty() ? absl::ZeroDuration() : plan_.steps.back().at;
  MutexLock lock(&mutex_);
  latest_end_ = timers_->RunAfter(length + kPatience, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->session_->Cancel(GestureUnanswered());
  });
}

void GestureRun::Cancel() { session_->Cancel(absl::CancelledError("the caller has gone")); }

void GestureRun::OnAnswer(const AgentInputAnswer& answer) {
  if (answer.has_started()) {
    {
      MutexLock lock(&mutex_);
      began_ = timers_->Now();
    }
    SendDue();
  } else if (answer.has_error()) {
    {
      MutexLock lock(&mutex_);
      if (refused_.ok()) refused_ = ToStatus(answer.error().error());
    }
    session_->Close();
  }
  session_->ReadOn();
}

// Sends what is due as far as there is room, and sets the alarm to what comes then. The session takes under
// our lock, so that steps stay in order; it tells nobody while it does.
void GestureRun::SendDue() {
  MutexLock lock(&mutex_);
  passed_ = std::max(passed_, timers_->Now() - began_);
  while (next_ < plan_.steps.size() && session_->HasRoom()) {
    const absl::Duration at = plan_.steps[next_].at;
    if (at > passed_) {
      if (alarm_ != 0) timers_->Cancel(alarm_);
      alarm_ = timers_->RunAfter(at - passed_, [weak = weak_from_this(), at] {
        if (const auto self = weak.lock()) self->Reach(at);
      });
      return;
    }
    session_->Take(plan_.steps[next_].event);
    ++next_;
  }
  if (next_ == plan_.steps.size()) session_->Close();
}

void GestureRun::Reach(absl::Duration passed) {
  {
    MutexLock lock(&mutex_);
    passed_ = std::max(passed_, passed);
  }
  SendDue();
}

void GestureRun::OnEnd(const absl::Status& status) {
  Done done;
  absl::Status end;
  {
    MutexLock lock(&mutex_);
    for (Timers::Id* const timer : {&alarm_, &latest_end_}) {
      if (*timer != 0) timers_->Cancel(*timer);
      *timer = 0;
    }
    end = refused_.ok() ? status : refused_;
    done = std::move(done_);
  }
  std::move(done)(end);
}

}  // namespace cloudphone
