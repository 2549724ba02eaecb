#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_AUDIO_CALLS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_AUDIO_CALLS_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serve GetAudioStatus and StopAudio by asking the phone's agent, which alone knows who listens by other
// ways. It ends the hub's stream, and with it those of our listeners. `services` outlives the server. Return
// the reactor for gRPC, which owns it.
grpc::ServerUnaryReactor* StartGetAudioStatus(const CallServices& services,
                                              grpc::CallbackServerContext* context,
                                              const grpc::ByteBuffer* request, grpc::ByteBuffer* response);
grpc::ServerUnaryReactor* StartStopAudio(const CallServices& services, grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_AUDIO_CALLS_H_
