#include "service/simulator/http/hold.h"

#include <utility>

namespace cloudphone::simulator {

void Hold::Release() {
  absl::AnyInvocable<void() &&> send;
  {
    MutexLock lock(&mutex_);
    released_ = true;
    send = std::exchange(send_, nullptr);
  }
  if (send) std::move(send)();
}

void Hold::WhenReleased(absl::AnyInvocable<void() &&> send) {
  {
    MutexLock lock(&mutex_);
    if (!released_) {
      send_ = std::move(send);
      return;
    }
  }
  std::move(send)();
}

}  // namespace cloudphone::simulator
