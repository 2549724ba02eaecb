#include "service/gateway/rpc/audio_calls.h"

#include <algorithm>
#include <string>

#include "cloudphone/v1/audio_service.pb.h"
#include "service/gateway/media/audio_hubs.h"
#include "service/gateway/rpc/forwarded_call.h"
#include "service/gateway/rpc/wire_message.h"

namespace cloudphone {
namespace {

// The agent counts all who listen through this gateway as one; so does what it says of others.
int Corrected(int agents_count, const AudioHub::Count& ours) {
  return std::max(0, agents_count - (ours.has_stream ? 1 : 0)) + ours.listeners;
}

template <typename Response>
ForwardedRpc::Amend AmendCount(const CallServices& services, Account* account, const std::string& phone_id,
                               void (*correct)(const AudioHub::Count&, Response*)) {
  return [ours = services.media->audio->CountListeners(account, phone_id), correct](grpc::ByteBuffer* bytes) {
    Response response;
    if (!ParseMessage(*bytes, &response)) return;
    correct(ours, &response);
    *bytes = SerializeMessage(response);
  };
}

ForwardedRpc::Amend AmendStatus(const CallServices& services, Account* account, const std::string& phone_id) {
  return AmendCount<v1::GetAudioStatusResponse>(
      services, account, phone_id, [](const AudioHub::Count& ours, v1::GetAudioStatusResponse* response) {
        v1::AudioStatus* const status = response->mutable_status();
        status->set_listeners(Corrected(status->listeners(), ours));
      });
}

ForwardedRpc::Amend AmendStop(const CallServices& services, Account* account, const std::string& phone_id) {
  return AmendCount<v1::StopAudioResponse>(
      services, account, phone_id, [](const AudioHub::Count& ours, v1::StopAudioResponse* response) {
        response->set_stopped_listeners(Corrected(response->stopped_listeners(), ours));
      });
}

}  // namespace

grpc::ServerUnaryReactor* StartGetAudioStatus(const CallServices& services,
                                              grpc::CallbackServerContext* context,
                                              const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  static const ForwardedRpc kRpc = {"/cloudphone.v1.AudioService/GetAudioStatus",
                                    "/cloudphone.agent.v1.AudioService/GetAudioStatus",
                                    &v1::GetAudioStatusRequest::default_instance(), &AmendStatus};
  return StartForwardedCall(services, kRpc, context, request, response);
}

grpc::ServerUnaryReactor* StartStopAudio(const CallServices& services, grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  static const ForwardedRpc kRpc = {"/cloudphone.v1.AudioService/StopAudio",
                                    "/cloudphone.agent.v1.AudioService/StopAudio",
                                    &v1::StopAudioRequest::default_instance(), &AmendStop};
  return StartForwardedCall(services, kRpc, context, request, response);
}

}  // namespace cloudphone
