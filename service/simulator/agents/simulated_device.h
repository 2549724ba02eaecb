#ifndef CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_SIMULATED_DEVICE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_SIMULATED_DEVICE_H_

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "adapters/runtime/executor.h"
#include "adapters/runtime/timers.h"
#include "service/agent/device/device_functions.h"
#include "service/simulator/agents/phone_log.h"
#include "service/simulator/engine/in_process_engine.h"

namespace cloudphone::simulator {

// What a simulated phone can do beside its engine: its screen is drawn, its log is that of what happened to
// it. Thread-safe.
class SimulatedDevice final : public DeviceFunctions {
 public:
  // All outlive the object, the executor also its pictures.
  SimulatedDevice(std::string name, const Timers* clock, Executor* executor, const InProcessEngine* engine,
                  std::shared_ptr<PhoneLog> log)
      : name_(std::move(name)), clock_(clock), executor_(executor), engine_(engine), log_(std::move(log)) {}

  // RESOURCE_EXHAUSTED when too many wait already.
  void TakeScreenshot(ScreenshotDone done) override;
  absl::StatusOr<std::unique_ptr<LogcatRun>> StartLogcat(const LogcatQuery& query,
                                                         std::shared_ptr<LogcatListener> listener) override {
    return log_->Follow(query, std::move(listener));
  }

 private:
  const std::string name_;
  const Timers* const clock_;
  Executor* const executor_;
  const InProcessEngine* const engine_;
  const std::shared_ptr<PhoneLog> log_;
  const std::shared_ptr<std::atomic<int>> waiting_ = std::make_shared<std::atomic<int>>(0);  // Screenshots.
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_SIMULATED_DEVICE_H_
