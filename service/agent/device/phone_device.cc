#include "service/agent/device/phone_device.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/agent/agent_errors.h"
#include "service/agent/device/child_process.h"
#include "service/agent/device/logcat_reader.h"

namespace cloudphone {
namespace {

// More than may be sent, so that what is too large is seen to be.
constexpr size_t kMaxPngBytes = (16 << 20) + 1;

absl::Status Failed(absl::string_view reason, const absl::Status& why) {
  return AgentRefusal(absl::StatusCode::kUnavailable, reason, why.message());
}

// Stops the log when it is let go, and waits for nothing.
class RunningLogcat final : public LogcatRun {
 public:
  explicit RunningLogcat(std::weak_ptr<LogcatReader> reader) : reader_(std::move(reader)) {}
  ~RunningLogcat() override {
    if (const auto reader = reader_.lock()) reader->Stop();
  }

 private:
  const std::weak_ptr<LogcatReader> reader_;
};

}  // namespace

PhoneDevice::PhoneDevice(PhoneDeviceOptions options) : options_(std::move(options)) {}

PhoneDevice::~PhoneDevice() {
  ending_ = true;
  screenshots_ = nullptr;
  std::list<std::shared_ptr<LogcatReader>> logcats;
  MutexLock lock(&mutex_);
  logcats.swap(logcats_);
}

void PhoneDevice::TakeScreenshot(ScreenshotDone done) {
  bool taken = false;
  {
    MutexLock lock(&mutex_);
    taken = waiting_screenshots_ < options_.max_waiting_screenshots;
    if (taken) ++waiting_screenshots_;
  }
  if (!taken) {
    std::move(done)(TooMany("TOO_MANY_SCREENSHOTS", "screenshots", "others wait for a screenshot already"));
    return;
  }
  screenshots_->Run([this, done = std::move(done)]() mutable {
    absl::StatusOr<Screenshot> shot = Capture();
    {
      MutexLock lock(&mutex_);
      --waiting_screenshots_;
    }
    std::move(done)(std::move(shot));
  });
}

absl::StatusOr<Screenshot> PhoneDevice::Capture() const {
  constexpr char kReason[] = "SCREENCAP_FAILED";
  if (ending_) return AgentDraining();
  const absl::StatusOr<std::unique_ptr<ChildProcess>> child = ChildProcess::Start(options_.screencap);
  if (!child.ok()) return Failed(kReason, child.status());
  const absl::Time deadline = absl::Now() + options_.screencap_timeout;
  Screenshot shot;
  while (shot.png.size() < kMaxPngBytes) {
    const absl::StatusOr<bool> more =
        (*child)->Read(&shot.png, std::max(deadline - absl::Now(), absl::ZeroDuration()));
    if (!more.ok()) return Failed(kReason, more.status());
    if (*more) continue;
    // Its exit code tells no more than the picture, which has to be whole.
    if (shot.png.empty()) return Failed(kReason, absl::UnavailableError("it printed nothing"));
    break;
  }
  shot.captured_at = absl::Now();
  return shot;
}

absl::StatusOr<std::unique_ptr<LogcatRun>> PhoneDevice::StartLogcat(
    const LogcatQuery& query, std::shared_ptr<LogcatListener> listener) {
  std::vector<std::string> arguments = options_.logcat;
  // -T begins with so many of the newest lines; what it makes of 0 is not documented.
  arguments.insert(arguments.end(), {"-T", absl::StrCat(std::max(1, query.tail_lines))});
  arguments.insert(arguments.end(), query.filters.begin(), query.filters.end());
  MutexLock lock(&mutex_);
  // Their threads have nothing left to do, so this does not wait.
  logcats_.remove_if([](const auto& logcat) { return logcat->done(); });
  if (logcats_.size() >= options_.max_logcats) {
    return TooMany("TOO_MANY_LOGCATS", "logs",
                   absl::StrCat(options_.max_logcats, " logs are streamed already"));
  }
  absl::StatusOr<std::unique_ptr<ChildProcess>> child = ChildProcess::Start(arguments);
  if (!child.ok()) return Failed("LOGCAT_FAILED", child.status());
  auto reader = std::make_shared<LogcatReader>(*std::move(child), std::move(listener));
  logcats_.push_back(reader);
  return std::unique_ptr<LogcatRun>(new RunningLogcat(reader));
}

}  // namespace cloudphone
