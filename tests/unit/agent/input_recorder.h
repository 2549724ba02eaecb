#ifndef CLOUDPHONE_TESTS_UNIT_AGENT_INPUT_RECORDER_H_
#define CLOUDPHONE_TESTS_UNIT_AGENT_INPUT_RECORDER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/mutex.h"
#include "adapters/status/rich_status.h"
#include "service/agent/input/input_listener.h"

namespace cloudphone {

// Writes down what a session is told: "ack 3", "error 4 POINTER_NOT_DOWN", "room", "lost TAKEN_OVER",
// "closed" and why, where that is said.
class InputRecorder final : public InputListener {
 public:
  void OnAck(uint64_t seq, absl::Duration inject_delay) override {
    MutexLock lock(&mutex_);
    last_delay_ = inject_delay;
    told_.push_back(absl::StrCat("ack ", seq));
  }
  void OnError(uint64_t seq, const absl::Status& error) override {
    Write(absl::StrCat("error ", seq, " ", ReasonOf(error)));
  }
  void OnRoom() override { Write("room"); }
  void OnLost(v1::ControlLostCause cause) override {
    Write(cause == v1::CONTROL_LOST_CAUSE_TAKEN_OVER ? "lost TAKEN_OVER" : "lost LEASE_EXPIRED");
  }
  void OnClosed(const absl::Status& why) override {
    Write(why.ok() ? "closed" : absl::StrCat("closed ", why.message()));
  }

  std::vector<std::string> Take() {
    MutexLock lock(&mutex_);
    return std::exchange(told_, {});
  }
  absl::Duration last_delay() const {
    MutexLock lock(&mutex_);
    return last_delay_;
  }

 private:
  void Write(std::string line) {
    MutexLock lock(&mutex_);
    told_.push_back(std::move(line));
  }

  mutable Mutex mutex_;
  std::vector<std::string> told_ ABSL_GUARDED_BY(mutex_);
  absl::Duration last_delay_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_AGENT_INPUT_RECORDER_H_
