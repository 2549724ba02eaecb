#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_CONTROL_INPUT_STREAM_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_CONTROL_INPUT_STREAM_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serves one ControlInput stream by a session of input. The stream is read one message at a time and no
// faster than the phone takes events, and not while its client leaves answers unread. `services` outlives the
// server. Returns the reactor for gRPC, which owns it.
grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StartControlInput(
    const CallServices& services, grpc::CallbackServerContext* context);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_CONTROL_INPUT_STREAM_H_
