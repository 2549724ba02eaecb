#ifndef CLOUDPHONE_SERVICE_AGENT_DEVICE_LOGCAT_READER_H_
#define CLOUDPHONE_SERVICE_AGENT_DEVICE_LOGCAT_READER_H_

#include <atomic>
#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "service/agent/device/child_process.h"
#include "service/agent/device/device_functions.h"

namespace cloudphone {

// Takes the whole lines out of `text`, each cut to `max_bytes`, and leaves the beginning of a line that has
// no end yet: of that, too, no more than `max_bytes` are kept.
std::vector<std::string> TakeLines(std::string* text, size_t max_bytes);

// Reads what one logcat prints, on a thread of its own, until that ends or is stopped.
class LogcatReader {
 public:
  LogcatReader(std::unique_ptr<ChildProcess> child, std::shared_ptr<LogcatListener> listener)
      : child_(std::move(child)), listener_(std::move(listener)), thread_([this] { Read(); }) {}
  // Stops it and waits for its thread; not for a gRPC thread.
  ~LogcatReader();

  // Any thread, does not wait.
  void Stop() { child_->Kill(); }
  // Whether its thread has nothing left to do.
  bool done() const { return done_; }

 private:
  void Read();

  const std::unique_ptr<ChildProcess> child_;
  std::shared_ptr<LogcatListener> listener_;
  std::atomic<bool> done_{false};
  std::thread thread_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_DEVICE_LOGCAT_READER_H_
