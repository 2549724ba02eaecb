#include "service/simulator/agents/simulated_device.h"

#include "service/agent/agent_errors.h"
#include "service/simulator/agents/screen.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxWaiting = 4;

}  // namespace

void SimulatedDevice::TakeScreenshot(ScreenshotDone done) {
  if (waiting_->fetch_add(1) >= kMaxWaiting) {
    waiting_->fetch_sub(1);
    std::move(done)(TooMany("TOO_MANY_SCREENSHOTS", "screenshots", "others wait for a screenshot already"));
    return;
  }
  // The picture is of now, and drawn without this object, which may be gone by then.
  executor_->Run([waiting = waiting_, name = name_, now = clock_->Now(), fingers = engine_->fingers(),
                  done = std::move(done)]() mutable {
    Screenshot shot;
    shot.png = WritePng(DrawScreen(name, now, fingers));
    shot.captured_at = now;
    waiting->fetch_sub(1);
    std::move(done)(std::move(shot));
  });
}

}  // namespace cloudphone::simulator
