#include "service/serving/signals.h"

#include <csignal>

namespace cloudphone {
namespace {

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

absl::Status BlockStopSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  const sigset_t signals = StopSignals();
  const int error = pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return error == 0 ? absl::OkStatus() : absl::ErrnoToStatus(error, "cannot block signals");
}

int WaitForStopSignal() {
  const sigset_t signals = StopSignals();
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
  return signal;
}

}  // namespace cloudphone
