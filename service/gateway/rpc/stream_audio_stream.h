#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_STREAM_AUDIO_STREAM_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_STREAM_AUDIO_STREAM_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serves one StreamAudio: takes a seat in the phone's hub, and sends what it tells, one write at a time, in
// bytes that all listeners share. What waits behind a slow reader is 200 ms of sound. `services` outlives the
// server. Returns the reactor for gRPC, which owns it together with the hub.
grpc::ServerWriteReactor<grpc::ByteBuffer>* StartStreamAudio(const CallServices& services,
                                                             grpc::CallbackServerContext* context,
                                                             const grpc::ByteBuffer* request);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_STREAM_AUDIO_STREAM_H_
