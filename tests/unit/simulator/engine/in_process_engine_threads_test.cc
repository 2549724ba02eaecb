#include <thread>  // NOLINT(build/c++11)

#include "adapters/runtime/timer_thread.h"
#include "gmock/gmock.h"
#include "service/simulator/engine/in_process_engine.h"
#include "tests/unit/media_engine/frame_recorder.h"

namespace cloudphone::simulator {
namespace {

TEST(InProcessEngineThreads, OpenCloseAndTouchBesideTheTimersThread) {
  TimerThread timers;
  EngineOptions options;
  options.late_frames = 1;
  InProcessEngine engine(options, &timers, [](const EngineEvent&) {});
  std::thread input([&] {
    for (uint16_t i = 0; i < 2000; ++i) {
      TouchInput touch;
      touch.action = i % 2 == 0 ? TouchAction::kDown : TouchAction::kUp;
      touch.x = i % 720;
      touch.width = 720;
      touch.height = 1280;
      EXPECT_TRUE(engine.InjectTouch(touch).ok());
    }
  });
  for (int i = 0; i < 10; ++i) {
    FrameRecorder recorder;
    EXPECT_TRUE(engine.OpenAudio({}, recorder.Sink()).ok());
    EXPECT_TRUE(recorder.WaitFor(1));
    EXPECT_TRUE(engine.CloseAudio().ok());
  }
  input.join();
}

}  // namespace
}  // namespace cloudphone::simulator
