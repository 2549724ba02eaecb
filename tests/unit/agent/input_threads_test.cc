// Sessions with the threads that they have in the agent: clients on any thread, the engine on its own.

#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "adapters/runtime/timer_thread.h"
#include "adapters/runtime/work_thread.h"
#include "gtest/gtest.h"
#include "service/agent/input/input_control.h"
#include "tests/unit/agent/fake_media_engine.h"
#include "tests/unit/agent/input_events.h"
#include "tests/unit/agent/input_recorder.h"

namespace cloudphone {
namespace {

TEST(InputThreadsTest, SessionsTakeOverFromEachOtherAndNothingStaysHeld) {
  FakeMediaEngine engine;
  TimerThread timers;
  auto executor = std::make_unique<WorkThread>();
  const auto control = InputControl::Make(&engine, executor.get(), &timers, InputOptions());
  const auto client = [&](int key) {
    for (int round = 0; round < 50; ++round) {
      const std::string id = *control->Start(StartOf(100, 100, true), std::make_shared<InputRecorder>());
      for (int seq = 1; seq <= 20; ++seq) control->Offer(id, seq, KeyDown(key));
      control->Send(id, 1, {Down(1), Move(1, 2, 2)}).IgnoreError();
      control->Renew(id);
      if (round % 2 == 0) control->End(id);
    }
  };
  std::vector<std::thread> clients;
  for (int i = 1; i <= 4; ++i) clients.emplace_back(client, i);
  for (std::thread& one : clients) one.join();
  control->Close(absl::OkStatus());
  executor = nullptr;  // Does what is left.

  std::vector<bool> held(5);
  bool finger = false;
  for (const std::string& input : engine.TakeInjected()) {
    if (input == "DOWN 0 0,0") finger = true;
    if (input.substr(0, 2) == "UP") finger = false;
    for (int i = 1; i <= 4; ++i) {
      if (input == absl::StrCat("KEY_DOWN ", i)) held[i] = true;
      if (input == absl::StrCat("KEY_UP ", i)) held[i] = false;
    }
  }
  EXPECT_EQ(held, std::vector<bool>(5));
  EXPECT_FALSE(finger);
}

}  // namespace
}  // namespace cloudphone
