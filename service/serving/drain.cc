#include "service/serving/drain.h"

#include <chrono>  // NOLINT(build/c++11)

namespace cloudphone {

size_t Drain(DrainSteps& steps, const DrainOptions& options) {
  steps.SetNotServing();
  steps.Delay(options.delay);
  steps.EndStreams();
  const bool done = steps.WaitForCalls(options.drain_timeout);
  const size_t cancelled = done ? 0 : steps.CancelCalls();
  steps.Shutdown(options.shutdown_timeout);
  return cancelled;
}

void ServerDrainSteps::Delay(absl::Duration delay) {
  // Nothing ends it early: balancers need the time, however idle the service is.
  Mutex mutex;
  Condition never;
  const auto end = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(delay);
  MutexLock lock(&mutex);
  while (std::chrono::steady_clock::now() < end) never.WaitUntil(&mutex, end);
}

size_t ServerDrainSteps::CancelCalls() {
  const size_t cancelled = calls_.CancelAll();
  abort_upstream_();
  return cancelled;
}

}  // namespace cloudphone
