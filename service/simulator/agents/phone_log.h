#ifndef CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_PHONE_LOG_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_PHONE_LOG_H_

#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "adapters/runtime/executor.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"
#include "service/agent/device/device_functions.h"
#include "service/simulator/agents/log_filter.h"

namespace cloudphone::simulator {

// The log of a phone: its newest lines, in logcat's form "threadtime". Followers are told on the executor.
// Thread-safe; no call waits.
class PhoneLog : public std::enable_shared_from_this<PhoneLog> {
 public:
  static constexpr size_t kMaxLines = 2000;
  static constexpr size_t kMaxFollowers = 4;

  // Both outlive the object, the executor until Close().
  PhoneLog(const Timers* clock, Executor* executor) : clock_(clock), executor_(executor) {}

  void Write(LogPriority priority, absl::string_view tag, absl::string_view text);

  // Tells `listener` the newest `query.tail_lines` of the lines that pass the filters, and all that follow.
  // RESOURCE_EXHAUSTED with too many already, and the reason of Close() after it.
  absl::StatusOr<std::unique_ptr<LogcatRun>> Follow(const LogcatQuery& query,
                                                    std::shared_ptr<LogcatListener> listener);

  // Ends every follower with `why`; nothing is written any more.
  void Close(const absl::Status& why);

 private:
  struct Record {
    LogPriority priority;
    std::string tag;
    std::string line;
  };
  struct Follower {
    LogFilter filter;
    std::shared_ptr<LogcatListener> listener;
    uint64_t next;  // Number of the record that it is to be told next.
  };
  class Run;

  void Leave(const LogcatListener* listener);
  void WakeLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Tell();
  std::vector<std::string> TakeLocked(Follower* follower) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  uint64_t TailLocked(const LogFilter& filter, int lines) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Timers* const clock_;
  Executor* const executor_;
  mutable Mutex mutex_;
  std::deque<Record> records_ ABSL_GUARDED_BY(mutex_);
  uint64_t first_ ABSL_GUARDED_BY(mutex_) = 0;  // Number of the oldest record.
  std::list<Follower> followers_ ABSL_GUARDED_BY(mutex_);
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  absl::optional<absl::Status> closed_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_PHONE_LOG_H_
