#include "service/agent/rpc/audio_rpcs.h"

#include <utility>

#include "cloudphone/agent/v1/audio_service.grpc.pb.h"
#include "service/agent/rpc/admission.h"
#include "service/agent/rpc/audio_stream.h"
#include "service/agent/rpc/unary.h"

namespace cloudphone {
namespace {

using Contract = agent::v1::AudioService;
using Base = Contract::WithRawCallbackMethod_StreamAudio<
    Contract::WithCallbackMethod_GetAudioStatus<Contract::WithCallbackMethod_StopAudio<Contract::Service>>>;

class AudioRpcs final : public Base {
 public:
  explicit AudioRpcs(const AgentContext& services) : services_(services) {}

  grpc::ServerWriteReactor<grpc::ByteBuffer>* StreamAudio(grpc::CallbackServerContext* context,
                                                          const grpc::ByteBuffer* request) override {
    return StartAudioStream(services_, context, request);
  }

  grpc::ServerUnaryReactor* GetAudioStatus(grpc::CallbackServerContext* context,
                                           const agent::v1::GetAudioStatusRequest* request,
                                           agent::v1::GetAudioStatusResponse* response) override {
    const CallLine line(*context, Contract::service_full_name(), "GetAudioStatus", request->phone_id());
    const auto phone = Admit(*services_.phones, *context, request->phone_id());
    if (phone.ok()) *response = (*phone)->audio()->Status();
    return FinishUnary(context, line, phone.status());
  }

  grpc::ServerUnaryReactor* StopAudio(grpc::CallbackServerContext* context,
                                      const agent::v1::StopAudioRequest* request,
                                      agent::v1::StopAudioResponse* response) override {
    CallLine line(*context, Contract::service_full_name(), "StopAudio", request->phone_id());
    const auto phone = Admit(*services_.phones, *context, request->phone_id());
    if (!phone.ok()) return FinishUnary(context, line, phone.status());
    PendingUnary call(services_.calls, context, std::move(line));
    grpc::ServerUnaryReactor* const reactor = call.reactor();
    if (!call.taken()) {
      call.Finish(AgentDraining());
      return reactor;
    }
    (*phone)->audio()->Stop([call = std::move(call), response](int listeners) mutable {
      response->set_stopped_listeners(listeners);
      call.Finish(absl::OkStatus());
    });
    return reactor;
  }

 private:
  const AgentContext& services_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeAudioService(const AgentContext& context) {
  return std::make_unique<AudioRpcs>(context);
}

}  // namespace cloudphone
