#include "adapters/phone_agent/agent_audio_stream.h"

#include <utility>

#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/client_callback.h"
#include "grpcpp/support/slice.h"

namespace cloudphone {
namespace {

constexpr char kMethod[] = "/cloudphone.agent.v1.AudioService/StreamAudio";

grpc::ByteBuffer Serialize(const agent::v1::StreamAudioRequest& request) {
  const grpc::Slice slice(request.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

// To gRPC's generic client every call goes both ways; ours writes once. One read is always in flight, so the
// agent never waits for us.
class GrpcAudioStream final : public AgentAudioStream,
                              public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                              public std::enable_shared_from_this<GrpcAudioStream> {
 public:
  GrpcAudioStream(AgentLink link, const agent::v1::StreamAudioRequest& request,
                  std::shared_ptr<AgentAudioSink> sink)
      : link_(std::move(link)), sink_(std::move(sink)), request_(Serialize(request)) {}

  void Start() {
    self_ = shared_from_this();
    PrepareContext(link_, &context_);
    grpc::GenericStub(link_.channel).PrepareBidiStreamingCall(&context_, kMethod, grpc::StubOptions(), this);
    StartWriteLast(&request_, grpc::WriteOptions());
    StartRead(&message_);
    StartCall();
  }

  void Cancel() override { context_.TryCancel(); }

  // gRPC's reactions.
  void OnReadDone(bool ok) override {
    if (!ok) return;  // OnDone tells why.
    sink_->OnMessage(message_);
    StartRead(&message_);
  }
  void OnDone(const grpc::Status& status) override {
    sink_->OnEnd(status);
    self_.reset();
  }

 private:
  const AgentLink link_;
  const std::shared_ptr<AgentAudioSink> sink_;
  const grpc::ByteBuffer request_;
  grpc::ClientContext context_;
  grpc::ByteBuffer message_;
  std::shared_ptr<GrpcAudioStream> self_;  // gRPC's share, given up in OnDone.
};

class GrpcAudio final : public AgentAudio {
 public:
  std::shared_ptr<AgentAudioStream> Open(const AgentLink& link, const agent::v1::StreamAudioRequest& request,
                                         std::shared_ptr<AgentAudioSink> sink) override {
    auto stream = std::make_shared<GrpcAudioStream>(link, request, std::move(sink));
    stream->Start();
    return stream;
  }
};

}  // namespace

std::unique_ptr<AgentAudio> MakeAgentAudio() { return std::make_unique<GrpcAudio>(); }

}  // namespace cloudphone
