#ifndef CLOUDPHONE_SERVICE_AGENT_DEVICE_DEVICE_FUNCTIONS_H_
#define CLOUDPHONE_SERVICE_AGENT_DEVICE_DEVICE_FUNCTIONS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace cloudphone {

// A picture of the screen.
struct Screenshot {
  std::string png;
  absl::Time captured_at;
};

// What of the log is wanted; has passed CheckLogcat().
struct LogcatQuery {
  std::vector<std::string> filters;  // As logcat takes them, "Tag:Priority".
  int tail_lines = 0;
};

// Is told of the log. On any thread, one call after the other, under no lock; it must not wait.
class LogcatListener {
 public:
  virtual ~LogcatListener() = default;
  virtual void OnLines(std::vector<std::string> lines) = 0;
  // Once, at the end; nothing follows.
  virtual void OnEnd(const absl::Status& status) = 0;
};

// A log that is being told. Destroying it ends that, and does not wait: a last call may still come.
class LogcatRun {
 public:
  virtual ~LogcatRun() = default;
};

// What a phone can do beside its engine. Thread-safe; no call waits.
class DeviceFunctions {
 public:
  using ScreenshotDone = absl::AnyInvocable<void(absl::StatusOr<Screenshot>) &&>;

  virtual ~DeviceFunctions() = default;

  // `done` comes once, on any thread. UNAVAILABLE where no picture can be had now.
  virtual void TakeScreenshot(ScreenshotDone done) = 0;

  // RESOURCE_EXHAUSTED where too many run already; UNAVAILABLE where it cannot be started.
  virtual absl::StatusOr<std::unique_ptr<LogcatRun>> StartLogcat(
      const LogcatQuery& query, std::shared_ptr<LogcatListener> listener) = 0;
};

// Whether logcat can be asked so: INVALID_ARGUMENT names the field. Filters become arguments of a program, so
// none may look like an option.
absl::Status CheckLogcat(const LogcatQuery& query);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_DEVICE_DEVICE_FUNCTIONS_H_
