#include "service/agent/input/injector.h"

#include <utility>

#include "service/agent/agent_errors.h"
#include "service/agent/input/input_session.h"
#include "service/serving/log.h"

namespace cloudphone {

bool Injector::Add(Injection injection) {
  MutexLock lock(&mutex_);
  if (!waiting_.empty() && injection.kind == Injection::Kind::kEvent) {
    Injection& last = waiting_.back();
    if (last.session == injection.session && last.kind == Injection::Kind::kEvent &&
        Supersedes(injection.input, last.input)) {
      last = std::move(injection);
      return true;
    }
  }
  waiting_.push_back(std::move(injection));
  if (at_work_) return false;
  at_work_ = true;
  executor_->Run([self = shared_from_this()] { self->InjectAll(); });
  return false;
}

void Injector::InjectAll() {
  while (true) {
    Injection next;
    {
      MutexLock lock(&mutex_);
      if (waiting_.empty()) {
        at_work_ = false;
        return;
      }
      next = std::move(waiting_.front());
      waiting_.pop_front();
    }
    const absl::Status status = Do(next);
    done_(next, status, timers_->Now() - next.accepted_at);
  }
}

absl::Status Injector::Do(const Injection& step) {
  if (step.kind == Injection::Kind::kRefusal) return step.status;
  if (step.kind != Injection::Kind::kEvent) {
    Release(step.session.get());
    return step.status;
  }
  absl::Status status = Inject(step.input);
  if (!status.ok()) return EngineFailure(status);
  Took(step.input, step.accepted_at, &step.session->in_engine);
  return absl::OkStatus();
}

// Nobody hears of a release that fails, so it is tried once more: at once, for what follows may be another
// session's finger of that number.
void Injector::Release(InputSession* session) {
  const absl::Time now = timers_->Now();
  for (const EngineInput& input : ReleaseAll(now, session->in_engine)) {
    for (int tries = 0; tries < 2; ++tries) {
      const absl::Status status = Inject(input);
      if (status.ok()) {
        Took(input, now, &session->in_engine);
        break;
      }
      Log(LogLevel::kWarning, "input_release_refused",
          {{"message", status.message()}, {"again", tries == 0 ? "yes" : "no"}});
    }
  }
}

absl::Status Injector::Inject(const EngineInput& input) {
  if (const auto* touch = absl::get_if<TouchInput>(&input)) return engine_->InjectTouch(*touch);
  return engine_->InjectKey(absl::get<KeyInput>(input));
}

}  // namespace cloudphone
