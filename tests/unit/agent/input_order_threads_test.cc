// Events of one session that several threads send at once; no call fails (see tests/README.md on
// ThreadSanitizer and messages with maps).

#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/timer_thread.h"
#include "adapters/runtime/work_thread.h"
#include "gtest/gtest.h"
#include "service/agent/input/input_control.h"
#include "tests/unit/agent/fake_media_engine.h"
#include "tests/unit/agent/input_events.h"
#include "tests/unit/agent/input_recorder.h"

namespace cloudphone {
namespace {

constexpr int kRounds = 100;
constexpr int kThreads = 4;
constexpr int kEvents = 60;  // Below what may wait, so that none is refused.

// Presses a key and lets go, again and again; each thread sends every fourth event.
void PressFromManyThreads(InputControl* control, const std::string& id) {
  std::vector<std::thread> threads;
  for (int first = 1; first <= kThreads; ++first) {
    threads.emplace_back([=] {
      for (int seq = first; seq <= kEvents; seq += kThreads) {
        const v1::KeyEvent event = seq % 2 == 1 ? KeyDown(4) : KeyUp(4);
        EXPECT_TRUE(control->Send(id, static_cast<uint64_t>(seq), {event}).ok());
        control->Renew(id);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(InputOrderThreadsTest, EventsOfManyThreadsReachTheEngineInOrder) {
  FakeMediaEngine engine;
  TimerThread timers;
  auto executor = std::make_unique<WorkThread>();
  const auto control = InputControl::Make(&engine, executor.get(), &timers, InputOptions());
  for (int round = 0; round < kRounds; ++round) {
    const std::string id = *control->Start(StartOf(100, 100, true), std::make_shared<InputRecorder>());
    PressFromManyThreads(control.get(), id);
    if (round % 2 == 0) control->End(id);
  }
  control->Close(absl::OkStatus());
  executor = nullptr;  // Does what is left.
  bool held = false;
  for (const std::string& input : engine.TakeInjected()) {
    EXPECT_EQ(input, held ? "KEY_UP 4" : "KEY_DOWN 4");
    held = !held;
  }
  EXPECT_FALSE(held);
}

}  // namespace
}  // namespace cloudphone
