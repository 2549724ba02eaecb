#include <atomic>
#include <memory>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "adapters/media_engine/audio_callbacks.h"
#include "gmock/gmock.h"

// Engine threads that call back whenever they like, also through callbacks of streams that are closed by
// then.

namespace cloudphone {
namespace {

// What a sink touches; its end shows a sink that is used after it.
struct Target {
  ~Target() { alive = false; }
  std::atomic<bool> alive{true};
  std::atomic<int> frames{0};
};

TEST(AudioCallbacksThreads, OpenAndCloseUnderCallbacksOfOldAndNewStreams) {
  constexpr int kStreams = 500;
  std::atomic<EngineAudioCallback> newest{nullptr};
  std::atomic<bool> over{false};
  std::atomic<int> dead{0};
  std::vector<std::thread> engines;
  engines.reserve(2);
  for (int i = 0; i < 2; ++i) {
    engines.emplace_back([&] {
      uint8_t buffer[8] = {};
      while (!over) {
        // Read once and used twice, so that the second call is often late.
        const EngineAudioCallback callback = newest;
        for (int call = 0; callback != nullptr && call < 2; ++call) callback(buffer, sizeof(buffer), nullptr);
      }
    });
  }
  for (int i = 0; i < kStreams; ++i) {
    const auto target = std::make_shared<Target>();
    const auto route = OpenAudioRoute(std::make_shared<const RawAudioSink>(
        [target, &dead](const uint8_t* buffer, uint32_t length, const void*) {
          target->frames += buffer[length - 1] + 1;
          if (!target->alive) ++dead;
        }));
    ASSERT_TRUE(route.has_value());
    newest = route->callback;
    while (target->frames == 0) std::this_thread::yield();
    CloseAudioRoute(*route);
  }
  over = true;
  for (std::thread& engine : engines) engine.join();
  EXPECT_EQ(dead, 0);
}

}  // namespace
}  // namespace cloudphone
