#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_UNARY_CALL_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_UNARY_CALL_H_

#include "adapters/cph/binding/call_binding.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serves one unary call by the upstream call that its request message is bound to: parse, check, send, read,
// answer; before some writes a look (StartLook). Waits nowhere; the answer is finished from the HTTP loop. A
// caller that goes away ends a read; a write that may have left runs to its end, and its result is logged.
// Returns the reactor for gRPC, which owns it.
grpc::ServerUnaryReactor* StartUnaryCall(const CallServices& services, const CallBinding& binding,
                                         grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_UNARY_CALL_H_
