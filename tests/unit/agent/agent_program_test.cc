// The agent with all its parts, on a real socket.

#include <unistd.h>

#include <memory>
#include <string>

#include "cloudphone/agent/v1/agent_service.grpc.pb.h"
#include "cloudphone/agent/v1/input_service.grpc.pb.h"
#include "grpcpp/create_channel.h"
#include "gtest/gtest.h"
#include "service/agent/agent.h"
#include "service/agent/end_in_time.h"
#include "tests/matchers.h"
#include "tests/unit/agent/agent_server.h"
#include "tests/unit/agent/input_events.h"

namespace cloudphone {
namespace {

AgentOptions Loopback() {
  AgentOptions options;
  options.listen = {"127.0.0.1", 0};
  options.phone.phone_id = "phone";
  options.phone.token = "secret";
  return options;
}

TEST(AgentProgramTest, WithoutAnEngineItServesAndTellsWhatIsMissing) {
  AgentOptions options = Loopback();
  options.engine.paths = {"/nowhere/libCPHMediaEngine.so"};
  const auto agent = *Agent::Start(std::move(options));
  const auto channel = grpc::CreateChannel(agent->address(), grpc::InsecureChannelCredentials());
  agent::v1::GetAgentInfoRequest request;
  request.set_phone_id("phone");
  agent::v1::GetAgentInfoResponse response;
  const auto status = agent::v1::AgentService::NewStub(channel)->GetAgentInfo(AgentServer::Context().get(),
                                                                              request, &response);
  EXPECT_THAT(status, IsOk());
  EXPECT_FALSE(response.has_audio());
  ASSERT_EQ(response.missing_size(), 1);
  EXPECT_THAT(response.missing(0), testing::HasSubstr("/nowhere/libCPHMediaEngine.so"));
  agent::v1::StreamAudioRequest audio;
  audio.set_phone_id("phone");
  const auto context = AgentServer::Context();
  const auto reader = agent::v1::AudioService::NewStub(channel)->StreamAudio(context.get(), audio);
  agent::v1::StreamAudioResponse message;
  while (reader->Read(&message)) {
  }
  EXPECT_THAT(reader->Finish(), HasReason("ENGINE_LACKS_FUNCTION"));
}

TEST(AgentProgramTest, TheSimulatedLibraryGivesFramesAndTakesTouches) {
  AgentOptions options = Loopback();
  options.engine.paths = {ENGINE_LIBRARY};
  const auto agent = *Agent::Start(std::move(options));
  const auto channel = grpc::CreateChannel(agent->address(), grpc::InsecureChannelCredentials());
  agent::v1::StreamAudioRequest audio;
  audio.set_phone_id("phone");
  const auto context = AgentServer::Context();
  const auto reader = agent::v1::AudioService::NewStub(channel)->StreamAudio(context.get(), audio);
  agent::v1::StreamAudioResponse message;
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_EQ(message.started().sample_rate(), 48000);
  for (uint64_t seq = 1; seq <= 20;) {
    ASSERT_TRUE(reader->Read(&message));
    if (!message.has_frame()) continue;
    EXPECT_EQ(message.frame().data().size(), 1920u) << "10 ms";
    EXPECT_LT(absl::AbsDuration(absl::Now() - absl::FromUnixMicros(message.frame().pts_us())),
              absl::Minutes(1));
    seq += 1 + message.dropped_before();
  }
  const auto touches = AgentServer::Context();
  const auto stream = agent::v1::InputService::NewStub(channel)->ControlInput(touches.get());
  agent::v1::ControlInputRequest request;
  request.mutable_start()->set_phone_id("phone");
  request.mutable_start()->set_screen_width(100);
  request.mutable_start()->set_screen_height(100);
  stream->Write(request);
  agent::v1::ControlInputResponse response;
  ASSERT_TRUE(stream->Read(&response));
  request.set_seq(1);
  *request.mutable_touch() = Down(1, 5, 6);
  stream->Write(request);
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.ack().acked_seq(), 1u) << response.ShortDebugString();
  context->TryCancel();
  touches->TryCancel();
}

TEST(AgentProgramTest, ADrainEndsStreamsAndReleasesWhatIsHeld) {
  auto made = std::make_unique<FakeMediaEngine>();
  FakeMediaEngine* const engine = made.get();
  const auto agent = *Agent::Start(Loopback(), std::move(made));
  const auto channel = grpc::CreateChannel(agent->address(), grpc::InsecureChannelCredentials());
  const auto context = AgentServer::Context();
  const auto stream = agent::v1::InputService::NewStub(channel)->ControlInput(context.get());
  agent::v1::ControlInputRequest request;
  request.mutable_start()->set_phone_id("phone");
  request.mutable_start()->set_screen_width(100);
  request.mutable_start()->set_screen_height(100);
  stream->Write(request);
  agent::v1::ControlInputResponse response;
  ASSERT_TRUE(stream->Read(&response));
  request.set_seq(1);
  *request.mutable_touch() = Down(1, 5, 6);
  stream->Write(request);
  ASSERT_TRUE(stream->Read(&response));

  agent->Drain(DrainOptions());
  EXPECT_THAT(engine->TakeInjected(), testing::ElementsAre("DOWN 0 5,6", "UP 0 5,6"));
  while (stream->Read(&response)) {
  }
  EXPECT_THAT(stream->Finish(), HasReason("AGENT_DRAINING"));
}

TEST(EndInTimeTest, AnEndThatTakesTooLongIsMade) {
  EXPECT_EXIT(
      {
        const EndInTime end(absl::Milliseconds(1));
        pause();
      },
      testing::ExitedWithCode(1), "");
  const EndInTime in_time(absl::Hours(1));
}

}  // namespace
}  // namespace cloudphone
