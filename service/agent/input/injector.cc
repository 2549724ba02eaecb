#include "service/agent/input/injector.h"

#include <utility>

#include "service/agent/agent_errors.h"

namespace cloudphone {

bool Injector::Add(Injection injection) {
  MutexLock lock(&mutex_);
  if (!waiting_.empty() && injection.input.has_value()) {
    Injection& last = waiting_.back();
    if (last.session == injection.session && last.seq != 0 && last.input.has_value() &&
        Supersedes(*injection.input, *last.input)) {
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
    const absl::Status status = next.input.has_value() ? Inject(*next.input) : absl::OkStatus();
    done_(next, EngineFailure(status), timers_->Now() - next.accepted_at);
  }
}

absl::Status Injector::Inject(const EngineInput& input) {
  if (const auto* touch = absl::get_if<TouchInput>(&input)) return engine_->InjectTouch(*touch);
  return engine_->InjectKey(absl::get<KeyInput>(input));
}

}  // namespace cloudphone
