// What the log says of calls to agents.

#include <string>

#include "cloudphone/agent/v1/audio_service.grpc.pb.h"
#include "cloudphone/agent/v1/input_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/integration/captured_log.h"
#include "tests/unit/simulator/agents/agents_fixture.h"

namespace cloudphone::simulator {
namespace {

class CallLineTest : public AgentsTest {
 protected:
  CallLineTest() : AgentsTest(WithAgents("agent-secret")) { log_.Clear(); }

  CapturedLog& log_ = CapturedLog::Get();
  const std::string phone_id_ = PhoneId("cph-server-1-00001");
};

TEST_F(CallLineTest, AUnaryCallHasALineWithoutItsToken) {
  agent::v1::GetAudioStatusRequest request;
  request.set_phone_id(phone_id_);
  agent::v1::GetAudioStatusResponse response;
  const auto context = Context("a-wrong-token");
  context->AddMetadata("x-request-id", "request-7");
  EXPECT_FALSE(
      agent::v1::AudioService::NewStub(channel_)->GetAudioStatus(context.get(), request, &response).ok());
  EXPECT_TRUE(log_.WaitForLine({"event=agent_call", "method=/cloudphone.agent.v1.AudioService/GetAudioStatus",
                                "code=UNAUTHENTICATED", "latency_ms=", "phone_id=" + phone_id_,
                                "request_id=request-7"}));
  EXPECT_FALSE(log_.Holds("a-wrong-token"));
}

TEST_F(CallLineTest, AStreamHasALineWhenItEnds) {
  agent::v1::StreamAudioRequest request;
  request.set_phone_id("unknown");
  const auto context = Context();
  const auto audio = agent::v1::AudioService::NewStub(channel_)->StreamAudio(context.get(), request);
  EXPECT_EQ(audio->Finish().error_code(), grpc::NOT_FOUND);
  EXPECT_TRUE(log_.WaitForLine({"event=agent_call", "method=/cloudphone.agent.v1.AudioService/StreamAudio",
                                "code=NOT_FOUND", "phone_id=unknown"}));
  const auto input_context = Context();
  const auto input = agent::v1::InputService::NewStub(channel_)->ControlInput(input_context.get());
  agent::v1::ControlInputRequest start;
  start.mutable_start()->set_phone_id(phone_id_);
  input->Write(start);
  EXPECT_EQ(input->Finish().error_code(), grpc::UNAUTHENTICATED);
  EXPECT_TRUE(log_.WaitForLine({"event=agent_call", "method=/cloudphone.agent.v1.InputService/ControlInput",
                                "code=UNAUTHENTICATED", "phone_id=" + phone_id_}));
}

}  // namespace
}  // namespace cloudphone::simulator
