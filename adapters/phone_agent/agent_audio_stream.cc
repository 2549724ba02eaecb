#include "adapters/phone_agent/agent_audio_stream.h"

#include <utility>

#include "adapters/phone_agent/agent_server_stream.h"
#include "grpcpp/support/slice.h"

namespace cloudphone {
namespace {

constexpr char kMethod[] = "/cloudphone.agent.v1.AudioService/StreamAudio";

class GrpcAudioStream final : public AgentAudioStream {
 public:
  explicit GrpcAudioStream(std::shared_ptr<AgentServerStream> stream) : stream_(std::move(stream)) {}

  void Cancel() override { stream_->Cancel(); }

 private:
  const std::shared_ptr<AgentServerStream> stream_;
};

class GrpcAudio final : public AgentAudio {
 public:
  // One read is always in flight, so the agent never waits for us.
  std::shared_ptr<AgentAudioStream> Open(const AgentLink& link, const agent::v1::StreamAudioRequest& request,
                                         std::shared_ptr<AgentAudioSink> sink) override {
    const grpc::Slice slice(request.SerializeAsString());
    AgentServerStream::Events events;
    events.on_message = [sink](const grpc::ByteBuffer& message) { sink->OnMessage(message); };
    events.on_end = [sink](const grpc::Status& status) { sink->OnEnd(status); };
    events.reads_on = true;
    return std::make_shared<GrpcAudioStream>(AgentServerStream::Start(
        link, kMethod, grpc::ByteBuffer(&slice, 1), absl::InfiniteFuture(), std::move(events)));
  }
};

}  // namespace

std::unique_ptr<AgentAudio> MakeAgentAudio() { return std::make_unique<GrpcAudio>(); }

}  // namespace cloudphone
