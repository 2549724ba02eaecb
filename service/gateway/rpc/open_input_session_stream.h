#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_OPEN_INPUT_SESSION_STREAM_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_OPEN_INPUT_SESSION_STREAM_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serves one OpenInputSession stream: has a session of input for as long as the stream lasts, and passes on
// what becomes of the events that SendInput brings to its agent. `services` outlives the server. Returns the
// reactor for gRPC, which owns it.
grpc::ServerWriteReactor<grpc::ByteBuffer>* StartOpenInputSession(const CallServices& services,
                                                                  grpc::CallbackServerContext* context,
                                                                  const grpc::ByteBuffer* request);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_OPEN_INPUT_SESSION_STREAM_H_
