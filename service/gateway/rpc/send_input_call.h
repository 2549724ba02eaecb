#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_SEND_INPUT_CALL_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_SEND_INPUT_CALL_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serves SendInput: asks the agent of the phone, which knows the session whichever gateway opened it.
// `services` outlives the server. Returns the reactor for gRPC, which owns it.
grpc::ServerUnaryReactor* StartSendInput(const CallServices& services, grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_SEND_INPUT_CALL_H_
