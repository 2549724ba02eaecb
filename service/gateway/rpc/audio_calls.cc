#include "service/gateway/rpc/audio_calls.h"

#include "cloudphone/v1/audio_service.pb.h"
#include "service/gateway/rpc/forwarded_call.h"

namespace cloudphone {

grpc::ServerUnaryReactor* StartGetAudioStatus(const CallServices& services,
                                              grpc::CallbackServerContext* context,
                                              const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  static const ForwardedRpc kRpc = {"/cloudphone.v1.AudioService/GetAudioStatus",
                                    "/cloudphone.agent.v1.AudioService/GetAudioStatus",
                                    &v1::GetAudioStatusRequest::default_instance()};
  return StartForwardedCall(services, kRpc, context, request, response);
}

grpc::ServerUnaryReactor* StartStopAudio(const CallServices& services, grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  static const ForwardedRpc kRpc = {"/cloudphone.v1.AudioService/StopAudio",
                                    "/cloudphone.agent.v1.AudioService/StopAudio",
                                    &v1::StopAudioRequest::default_instance()};
  return StartForwardedCall(services, kRpc, context, request, response);
}

}  // namespace cloudphone
