// Audio with the threads that it has in the agent: the engine plays on its own, listeners come and go on
// others.

#include <atomic>
#include <memory>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "adapters/runtime/timer_thread.h"
#include "adapters/runtime/work_thread.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/agent/audio/audio_owner.h"
#include "tests/unit/agent/audio_recorder.h"
#include "tests/unit/agent/fake_media_engine.h"

namespace cloudphone {
namespace {

TEST(AudioThreadsTest, ListenersComeAndGoWhileTheEnginePlays) {
  FakeMediaEngine engine;
  TimerThread timers;
  auto executor = std::make_unique<WorkThread>();
  const auto owner = AudioOwner::Make(&engine, executor.get(), &timers, AudioOptions());
  std::atomic<bool> playing{true};
  std::thread player([&] {
    while (playing) {
      if (!engine.Play("sound")) std::this_thread::yield();
    }
  });
  std::vector<std::thread> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back([&owner, i] {
      for (int round = 0; round < 100; ++round) {
        const auto recorder = std::make_shared<AudioRecorder>();
        EXPECT_TRUE(owner->Listen(agent::v1::StreamAudioRequest(), recorder).ok());
        owner->Status();
        if (i == 0 && round % 10 == 0) owner->Stop([](int) {});
        owner->Leave(recorder.get());
      }
    });
  }
  for (std::thread& client : clients) client.join();

  const auto last = std::make_shared<AudioRecorder>();
  EXPECT_TRUE(owner->Listen(agent::v1::StreamAudioRequest(), last).ok());
  while (last->last_frame().seq() < 100) std::this_thread::yield();
  owner->Close(absl::UnavailableError("over"));
  executor = nullptr;
  playing = false;
  player.join();
  EXPECT_LE(engine.opened() - engine.closed(), 1);
  EXPECT_THAT(last->Take(), testing::Contains("end UNAVAILABLE"));
}

}  // namespace
}  // namespace cloudphone
