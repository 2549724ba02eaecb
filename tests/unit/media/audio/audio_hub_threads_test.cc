// A hub with the threads that it has in the gateway: the agent plays on one, is lost and comes back,
// listeners come and go on others, and time passes by itself.

#include <atomic>
#include <memory>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "adapters/runtime/timer_thread.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/gateway/media/audio_hubs.h"
#include "tests/unit/media/audio/fake_agents.h"
#include "tests/unit/media/audio/heard.h"

namespace cloudphone {
namespace {

std::shared_ptr<Hearer> Listen(AudioHubs* hubs, const v1::StreamAudioRequest& request,
                               std::shared_ptr<AudioHub>* hub) {
  auto hearer = std::make_shared<Hearer>();
  auto seat = hubs->Join(nullptr, request, hearer);
  if (!seat.ok()) return hearer;
  *hub = seat->hub;
  if (seat->beginning.has_value()) hearer->Begin(*seat->beginning);
  return hearer;
}

TEST(AudioHubThreadsTest, ListenersComeAndGoWhileTheAgentPlaysAndIsLost) {
  TimerThread timers;
  CountingPhoneAgents agents;
  FakeAgentAudio audio;
  AudioHubOptions options;
  options.linger = absl::Milliseconds(1);
  options.heartbeat = absl::Milliseconds(1);
  options.first_retry = absl::Milliseconds(1);
  options.mute_beats = 1'000'000;
  options.opening_beats = 1'000'000;
  AudioHubs hubs(AudioHubParts{&agents, &audio, &timers, options});
  std::atomic<bool> playing{true};
  std::thread player([&] {
    for (uint64_t round = 1; playing; ++round) {
      audio.Start();
      for (uint64_t seq = 1; seq <= 50; ++seq) audio.Play(seq, "sound");
      if (round % 5 == 0) audio.End(absl::UnavailableError("lost"));
      if (round % 17 == 0) audio.End(absl::OkStatus());
    }
  });
  std::vector<std::thread> clients;
  clients.reserve(3);
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back([&hubs, i] {
      v1::StreamAudioRequest request;
      request.set_phone_id("p1");
      if (i > 0) request.mutable_interval()->set_nanos(i * 20'000'000);
      for (int round = 0; round < 100; ++round) {
        std::shared_ptr<AudioHub> hub;
        const auto hearer = Listen(&hubs, request, &hub);
        hearer->Take();
        hubs.CountListeners(nullptr, "p1");
        if (hub != nullptr) hub->Leave(hearer.get());
      }
    });
  }
  for (std::thread& client : clients) client.join();

  v1::StreamAudioRequest request;
  request.set_phone_id("p1");
  uint64_t counted = 0;
  bool begun = false;
  for (uint64_t last = 0; last < 40;) {
    std::shared_ptr<AudioHub> hub;
    const auto hearer = Listen(&hubs, request, &hub);
    begun = false;
    for (int i = 0; i < 1000 && last < 40; ++i) {
      for (const v1::StreamAudioResponse& message : hearer->Read()) {
        if (message.has_started()) {
          begun = true;
          counted = 0;
        }
        if (!message.has_frame()) continue;
        EXPECT_TRUE(begun);
        if (counted == 0) counted = message.frame().seq() - message.dropped_before() - 1;
        counted += 1 + message.dropped_before();
        last = message.frame().seq();
        EXPECT_EQ(counted, last);
      }
      std::this_thread::yield();
    }
    if (hub != nullptr) hub->Leave(hearer.get());
  }
  playing = false;
  player.join();
}

}  // namespace
}  // namespace cloudphone
