#ifndef CLOUDPHONE_TESTS_INTEGRATION_CAPTURED_LOG_H_
#define CLOUDPHONE_TESTS_INTEGRATION_CAPTURED_LOG_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "adapters/runtime/mutex.h"
#include "spdlog/sinks/sink.h"

namespace cloudphone {

// The log of this process, kept so that a test can read what an operator would.
class CapturedLog final : public spdlog::sinks::sink {
 public:
  // The one there is; starts the log at the first call.
  static CapturedLog& Get();

  void Clear();
  // Waits for a line that holds all `parts`; false when that takes too long.
  bool WaitForLine(const std::vector<std::string>& parts);
  // Whether `text` stands in any line so far.
  bool Holds(absl::string_view text);

  // For the log; lines are kept without its pattern.
  void log(const spdlog::details::log_msg& message) override;
  void flush() override {}
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

 private:
  Mutex mutex_;
  Condition added_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_INTEGRATION_CAPTURED_LOG_H_
