#include "adapters/runtime/timer_thread.h"

#include <algorithm>


namespace cloudphone {

TimerThread::TimerThread() : thread_([this] { Run(); }) {}

TimerThread::~TimerThread() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  thread_.join();
}

Timers::Id TimerThread::RunAt(absl::Time time, absl::AnyInvocable<void() &&> callback) {
  // A year is "never" here, and keeps InfiniteFuture from overflowing the steady clock.
  const absl::Duration delay = std::clamp(time - Now(), absl::ZeroDuration(), absl::Hours(24 * 365));
  const Steady due = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(delay);
  MutexLock lock(&mutex_);
  const Id id = ++last_id_;
  const auto where = pending_.emplace(Key(due, id), std::move(callback)).first;
  due_.emplace(id, due);
  if (where == pending_.begin()) wake_.NotifyAll();
  return id;
}

bool TimerThread::Cancel(Id id) {
  absl::AnyInvocable<void() &&> dropped;  // Destroyed after the lock: what it captured may call us back.
  MutexLock lock(&mutex_);
  const auto due = due_.find(id);
  if (due == due_.end()) return false;
  const auto entry = pending_.find(Key(due->second, id));
  dropped = std::move(entry->second);
  pending_.erase(entry);
  due_.erase(due);
  return true;
}

void TimerThread::Run() {
  mutex_.Lock();
  while (!stopping_) {
    if (pending_.empty()) {
      wake_.Wait(&mutex_);
      continue;
    }
    const auto next = pending_.begin();
    if (next->first.first > std::chrono::steady_clock::now()) {
      wake_.WaitUntil(&mutex_, next->first.first);
      continue;
    }
    absl::AnyInvocable<void()&&> callback = std::move(next->second);
    due_.erase(next->first.second);
    pending_.erase(next);
    mutex_.Unlock();
    std::move(callback)();
    callback = nullptr;
    mutex_.Lock();
  }
  mutex_.Unlock();
}

}  // namespace cloudphone
