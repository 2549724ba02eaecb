#include <atomic>
#include <memory>
#include <thread>  // NOLINT(build/c++11)
#include <utility>

#include "gtest/gtest.h"
#include "service/gateway/media/input_relay.h"
#include "tests/unit/media/input/fake_input_agents.h"

namespace cloudphone {
namespace {

constexpr uint64_t kEvents = 20000;

// Counts what is sent; the test answers on a thread of its own.
class CountingStream final : public AgentInputStream {
 public:
  void Send(AgentInputRequest request) override { sent = request.seq(); }
  void KeepAlive() override { ++alive; }
  void ReadOn() override {}
  void Close() override { closed = true; }
  void Cancel() override { cancelled = true; }

  std::atomic<uint64_t> sent{0};
  std::atomic<int> alive{0};
  std::atomic<bool> closed{false};
  std::atomic<bool> cancelled{false};
};

class CountingClient final : public InputClient {
 public:
  void OnAnswer(const AgentInputAnswer&) override {}
  void OnRoom() override { ++rooms; }
  void OnEnd(const absl::Status&) override { ++ends; }

  std::atomic<int> rooms{0};
  std::atomic<int> ends{0};
};

TEST(InputRelayThreadsTest, ClientAgentAndClockAtOnceNeverPassTheBound) {
  FakeTimers timers;
  auto stream = std::make_shared<CountingStream>();
  const InputAgents agents{
      std::make_shared<FakePhoneAgents>(), &timers,
      [&](const AgentLink&, const std::shared_ptr<AgentInputListener>&) { return stream; }};
  const auto client = std::make_shared<CountingClient>();
  const auto relay = InputRelay::Begin(agents, InputCaller(), client);
  relay->Take(StartOf("phone"));
  std::atomic<uint64_t> acked{0};
  std::atomic<uint64_t> most{0};
  std::thread sender([&] {
    for (uint64_t seq = 1; seq <= kEvents;) {
      if (!relay->HasRoom()) {
        std::this_thread::yield();
        continue;
      }
      // What was acked before the event was sent is no more than what is by now.
      const uint64_t before = acked;
      relay->Take(MoveOf(seq));
      if (seq - before > most) most = seq - before;
      ++seq;
    }
    relay->Close();
  });
  std::thread agent([&] {
    while (acked < kEvents) {
      const uint64_t upto = stream->sent;
      if (upto == acked) {
        std::this_thread::yield();
        continue;
      }
      acked = upto;
      relay->OnAnswer(AckOf(upto));
    }
  });
  std::thread clock([&] {
    // Less than the age at which it would end itself.
    for (int ms = 0; ms < 100'000 && acked < kEvents; ++ms) timers.Advance(absl::Milliseconds(1));
  });
  sender.join();
  agent.join();
  clock.join();
  EXPECT_EQ(stream->sent, kEvents);
  EXPECT_LE(most, InputRelay::kMaxUnanswered);
  EXPECT_TRUE(stream->closed);
  std::thread canceller([&] { relay->Cancel(absl::CancelledError("gone")); });
  relay->OnEnd(grpc::Status::OK);
  canceller.join();
  EXPECT_EQ(client->ends, 1);
}

}  // namespace
}  // namespace cloudphone
