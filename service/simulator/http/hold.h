#ifndef CLOUDPHONE_SERVICE_SIMULATOR_HTTP_HOLD_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_HTTP_HOLD_H_

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone::simulator {

// Keeps one answer back until somebody lets it go. No clock is in it. Thread-safe.
class Hold {
 public:
  // Lets the answer go; one that comes later is not kept at all. A second call does nothing.
  void Release();

  // Runs `send` at the release, on the thread that releases; at once where that is over. Called once.
  void WhenReleased(absl::AnyInvocable<void() &&> send);

 private:
  Mutex mutex_;
  bool released_ ABSL_GUARDED_BY(mutex_) = false;
  absl::AnyInvocable<void() &&> send_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_HTTP_HOLD_H_
