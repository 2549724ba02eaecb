#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_WAIT_RESOURCES_CALL_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_WAIT_RESOURCES_CALL_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serve one WaitPhones or WaitServers call by a wait over the account's hubs (ResourceWait). Wait nowhere:
// the answer is finished from the hub's thread. A caller that goes away ends the wait, and so does a drain,
// at once: with UNAVAILABLE and RetryInfo, for the wait can be made elsewhere. Return the reactor for gRPC,
// which owns it.
grpc::ServerUnaryReactor* StartWaitPhones(const CallServices& services, grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request, grpc::ByteBuffer* response);
grpc::ServerUnaryReactor* StartWaitServers(const CallServices& services, grpc::CallbackServerContext* context,
                                           const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_WAIT_RESOURCES_CALL_H_
