#include "adapters/runtime/fake_timers.h"

#include <algorithm>
#include <utility>

namespace cloudphone {

absl::Time FakeTimers::Now() const {
  MutexLock lock(&mutex_);
  return now_;
}

Timers::Id FakeTimers::RunAt(absl::Time time, absl::AnyInvocable<void() &&> callback) {
  MutexLock lock(&mutex_);
  pending_.emplace(Key(std::max(time, now_), ++last_id_), std::move(callback));
  return last_id_;
}

bool FakeTimers::Cancel(Id id) {
  absl::AnyInvocable<void() &&> dropped;  // Destroyed after the lock: what it captured may call us back.
  MutexLock lock(&mutex_);
  const auto entry =
      std::find_if(pending_.begin(), pending_.end(), [id](const auto& it) { return it.first.second == id; });
  if (entry == pending_.end()) return false;
  dropped = std::move(entry->second);
  pending_.erase(entry);
  return true;
}

void FakeTimers::Advance(absl::Duration step) {
  mutex_.Lock();
  const absl::Time end = now_ + step;
  while (!pending_.empty() && pending_.begin()->first.first <= end) {
    const auto next = pending_.begin();
    now_ = std::max(now_, next->first.first);
    absl::AnyInvocable<void()&&> callback = std::move(next->second);
    pending_.erase(next);
    mutex_.Unlock();
    std::move(callback)();
    callback = nullptr;
    mutex_.Lock();
  }
  now_ = end;
  mutex_.Unlock();
}

void FakeTimers::Jump(absl::Duration by) {
  MutexLock lock(&mutex_);
  now_ += by;
  for (auto& [key, callback] : std::exchange(pending_, {}))
    pending_.emplace(Key(key.first + by, key.second), std::move(callback));
}

size_t FakeTimers::pending() const {
  MutexLock lock(&mutex_);
  return pending_.size();
}

}  // namespace cloudphone
