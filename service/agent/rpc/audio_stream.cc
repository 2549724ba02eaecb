#include "service/agent/rpc/audio_stream.h"

#include <memory>
#include <utility>

#include "cloudphone/agent/v1/audio_service.pb.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "service/agent/agent_errors.h"
#include "service/agent/rpc/admission.h"
#include "service/agent/rpc/server_stream.h"

namespace cloudphone {
namespace {

constexpr char kService[] = "cloudphone.agent.v1.AudioService";

using SharedBytes = std::shared_ptr<const std::string>;

// dropped_before, field 15, as a varint: at most one byte of key and five of number.
grpc::Slice EncodeDropped(uint32_t dropped) {
  char bytes[6] = {15 << 3};
  size_t size = 1;
  for (; dropped >= 0x80; dropped >>= 7) bytes[size++] = static_cast<char>(0x80 | (dropped & 0x7f));
  bytes[size++] = static_cast<char>(dropped);
  return grpc::Slice(bytes, size);
}

grpc::Slice Share(const SharedBytes& bytes) {
  return grpc::Slice(
      const_cast<char*>(bytes->data()), bytes->size(),
      [](void* held) { delete static_cast<SharedBytes*>(held); }, new SharedBytes(bytes));
}

class AudioStream final : public ServerStream<grpc::ByteBuffer, UnsentAudio>, public AudioListener {
 public:
  // Adds itself to those who listen.
  void Subscribe(const std::shared_ptr<AudioOwner>& audio, const agent::v1::StreamAudioRequest& request) {
    audio_ = audio;
    const auto self = std::static_pointer_cast<AudioStream>(shared_from_this());
    const absl::StatusOr<Listening> listening = audio->Listen(request, self);
    if (!listening.ok()) return End(listening.status());
    PushFirst([&](UnsentAudio* unsent) { unsent->Begin(listening->format, listening->last_seq); });
  }

  void OnFrame(const EncodedFrame& frame) override {
    Push([&](UnsentAudio* unsent) { unsent->AddFrame(frame); });
  }
  void OnFormat(const v1::AudioFormat& format) override {
    Push([&](UnsentAudio* unsent) { unsent->AddFormat(format); });
  }
  void OnStatus(const v1::AudioStatus& status) override {
    Push([&](UnsentAudio* unsent) { unsent->AddStatus(status); });
  }
  void OnEnd(const absl::Status& status) override { EndProduced(status); }

 private:
  void Unsubscribe() override {
    if (audio_ != nullptr) audio_->Leave(this);
  }
  grpc::ByteBuffer Wire(UnsentAudio::Message taken) override { return ToWire(taken); }

  std::shared_ptr<AudioOwner> audio_;  // Once it is known.
};

}  // namespace

grpc::ByteBuffer ToWire(const UnsentAudio::Message& message) {
  const grpc::Slice bytes = Share(message.bytes);
  if (message.dropped_before == 0) return grpc::ByteBuffer(&bytes, 1);
  const grpc::Slice both[] = {EncodeDropped(message.dropped_before), bytes};
  return grpc::ByteBuffer(both, 2);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* StartAudioStream(const AgentContext& services,
                                                             grpc::CallbackServerContext* context,
                                                             const grpc::ByteBuffer* request) {
  const auto stream = std::make_shared<AudioStream>();
  agent::v1::StreamAudioRequest message;
  grpc::ByteBuffer bytes(*request);
  const bool is_read =
      grpc::GenericDeserialize<grpc::ProtoBufferReader, agent::v1::StreamAudioRequest>(&bytes, &message).ok();
  CallLine line(*context, kService, "StreamAudio", message.phone_id());
  if (!stream->Begin(services.calls, context, std::move(line))) return stream.get();
  if (!is_read) {
    stream->End(
        AgentRefusal(absl::StatusCode::kInvalidArgument, "WRONG_MESSAGE", "the request is no such message"));
    return stream.get();
  }
  const auto phone = Admit(*services.phones, *context, message.phone_id());
  if (phone.ok()) {
    stream->Subscribe((*phone)->audio(), message);
  } else {
    stream->End(phone.status());
  }
  return stream.get();
}

}  // namespace cloudphone
