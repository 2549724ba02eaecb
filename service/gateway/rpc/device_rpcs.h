#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_DEVICE_RPCS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_DEVICE_RPCS_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serves one TakeScreenshot call. `services` outlives the server. Returns the reactor for gRPC, which owns
// it.
grpc::ServerUnaryReactor* StartTakeScreenshot(const CallServices& services,
                                              grpc::CallbackServerContext* context,
                                              const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

// Serves one StreamLogcat stream: the agent's messages are handed on unread, and none is fetched while one is
// being written, so that a slow reader makes the agent drop and count, not us. `services` outlives the
// server. Returns the reactor for gRPC, which owns it together with the agent's stream.
grpc::ServerWriteReactor<grpc::ByteBuffer>* StartStreamLogcat(const CallServices& services,
                                                              grpc::CallbackServerContext* context,
                                                              const grpc::ByteBuffer* request);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_DEVICE_RPCS_H_
