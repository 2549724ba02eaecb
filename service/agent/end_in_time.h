#ifndef CLOUDPHONE_SERVICE_AGENT_END_IN_TIME_H_
#define CLOUDPHONE_SERVICE_AGENT_END_IN_TIME_H_

#include <unistd.h>

#include "absl/time/time.h"
#include "adapters/runtime/timer_thread.h"
#include "service/serving/log.h"

namespace cloudphone {

// Ends the process with code 1 unless it is destroyed in time. The engine's calls may take as long as they
// like, and what they hold up on the way out is nothing that the phone's init would wait for.
class EndInTime {
 public:
  explicit EndInTime(absl::Duration time) {
    timers_.RunAfter(time, [] {
      Log(LogLevel::kError, "engine_does_not_answer", {{"message", "ends without waiting for the engine"}});
      FlushLog();
      _exit(1);
    });
  }

 private:
  TimerThread timers_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_END_IN_TIME_H_
