#ifndef CLOUDPHONE_SERVICE_AGENT_DEVICE_UNSENT_LINES_H_
#define CLOUDPHONE_SERVICE_AGENT_DEVICE_UNSENT_LINES_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "cloudphone/agent/v1/device_service.pb.h"

namespace cloudphone {

// Lines of the log that have not been sent yet. The oldest are dropped and counted beyond a bound. Not
// thread-safe.
class UnsentLines {
 public:
  static constexpr size_t kMaxLines = 2000;
  static constexpr size_t kMaxLineBytes = 4096;
  static constexpr size_t kLinesOfMessage = 200;

  // A message without lines: the log has begun. Lines wait for it.
  void AddBegin() { begin_ = begun_ = true; }
  void Add(std::vector<std::string> lines) {
    for (std::string& line : lines) {
      if (line.size() > kMaxLineBytes) line.resize(kMaxLineBytes);
      lines_.push_back(std::move(line));
      if (lines_.size() <= kMaxLines) continue;
      lines_.pop_front();
      ++dropped_;
    }
  }

  bool empty() const { return !begin_ && (!begun_ || lines_.empty()); }
  // Only where it is not empty.
  agent::v1::StreamLogcatResponse Take() {
    agent::v1::StreamLogcatResponse message;
    if (begin_) {
      begin_ = false;
      return message;
    }
    message.set_dropped_before(dropped_);
    dropped_ = 0;
    for (size_t count = 0; count < kLinesOfMessage && !lines_.empty(); ++count) {
      message.add_lines(std::move(lines_.front()));
      lines_.pop_front();
    }
    return message;
  }
  void Clear() {
    begin_ = false;
    lines_.clear();
  }

 private:
  std::deque<std::string> lines_;
  uint32_t dropped_ = 0;
  bool begin_ = false;  // Is to be said.
  bool begun_ = false;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_DEVICE_UNSENT_LINES_H_
