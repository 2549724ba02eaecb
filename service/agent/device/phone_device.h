#ifndef CLOUDPHONE_SERVICE_AGENT_DEVICE_PHONE_DEVICE_H_
#define CLOUDPHONE_SERVICE_AGENT_DEVICE_PHONE_DEVICE_H_

#include <atomic>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/work_thread.h"
#include "service/agent/device/device_functions.h"

namespace cloudphone {

// The programs of Android that are run.
struct PhoneDeviceOptions {
  std::vector<std::string> screencap = {"screencap", "-p"};
  std::vector<std::string> logcat = {"logcat", "-v", "threadtime"};
  absl::Duration screencap_timeout = absl::Seconds(10);
  size_t max_waiting_screenshots = 4;
  size_t max_logcats = 4;
};

class LogcatReader;

// A real phone, by Android's own programs, which run as children of the agent. Pictures are taken one after
// the other; each log has a thread that reads it. Thread-safe.
class PhoneDevice final : public DeviceFunctions {
 public:
  explicit PhoneDevice(PhoneDeviceOptions options);
  // Ends every log and waits for their threads, and for the picture that is being taken.
  ~PhoneDevice() override;

  // RESOURCE_EXHAUSTED when too many wait already.
  void TakeScreenshot(ScreenshotDone done) override;
  absl::StatusOr<std::unique_ptr<LogcatRun>> StartLogcat(const LogcatQuery& query,
                                                         std::shared_ptr<LogcatListener> listener) override;

 private:
  absl::StatusOr<Screenshot> Capture() const;

  const PhoneDeviceOptions options_;
  std::atomic<bool> ending_{false};
  Mutex mutex_;
  size_t waiting_screenshots_ ABSL_GUARDED_BY(mutex_) = 0;
  std::list<std::shared_ptr<LogcatReader>> logcats_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<WorkThread> screenshots_ = std::make_unique<WorkThread>();
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_DEVICE_PHONE_DEVICE_H_
