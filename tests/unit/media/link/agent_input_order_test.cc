// Answers of an agent to input, and who asks for the next one from elsewhere.

#include <atomic>
#include <future>  // NOLINT(build/c++11)
#include <memory>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "adapters/phone_agent/agent_input_stream.h"
#include "cloudphone/agent/v1/input_service.grpc.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

constexpr uint64_t kAnswers = 5000;

// Answers as fast as it can.
class HastyAgent final : public agent::v1::InputService::Service {
  grpc::Status ControlInput(grpc::ServerContext*,
                            grpc::ServerReaderWriter<AgentInputAnswer, AgentInputRequest>* stream) override {
    AgentInputAnswer answer;
    for (uint64_t seq = 1; seq <= kAnswers; ++seq) {
      answer.mutable_ack()->set_acked_seq(seq);
      stream->Write(answer);
    }
    return grpc::Status::OK;
  }
};

// Each call must end before the next begins, or numbers are lost or in disorder.
class Listener final : public AgentInputListener {
 public:
  void OnAnswer(const AgentInputAnswer& answer) override {
    if (telling_.exchange(true)) overlaps_ = true;
    std::this_thread::yield();
    seqs_.push_back(answer.ack().acked_seq());
    telling_ = false;
  }
  void OnEnd(const grpc::Status& status) override { end_.set_value(status.ok()); }

  bool overlaps() const { return overlaps_; }
  const std::vector<uint64_t>& seqs() const { return seqs_; }
  std::future<bool> end() { return end_.get_future(); }

 private:
  std::atomic<bool> telling_{false};
  std::atomic<bool> overlaps_{false};
  std::vector<uint64_t> seqs_;
  std::promise<bool> end_;
};

TEST(AgentInputOrderTest, OneAnswerIsToldAfterTheOtherWhoeverReadsOn) {
  HastyAgent agent;
  grpc::ServerBuilder builder;
  builder.RegisterService(&agent);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  const auto listener = std::make_shared<Listener>();
  std::future<bool> end = listener->end();
  const auto stream =
      OpenAgentInputStream({server->InProcessChannel(grpc::ChannelArguments()), "phone", ""}, listener);
  std::atomic<bool> over{false};
  std::thread reader([&] {
    while (!over) stream->ReadOn();
  });
  EXPECT_TRUE(end.get());
  over = true;
  reader.join();
  EXPECT_FALSE(listener->overlaps());
  ASSERT_EQ(listener->seqs().size(), kAnswers);
  for (uint64_t seq = 1; seq <= kAnswers; ++seq) ASSERT_EQ(listener->seqs()[seq - 1], seq);
}

}  // namespace
}  // namespace cloudphone
