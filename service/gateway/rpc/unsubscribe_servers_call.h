#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSUBSCRIBE_SERVERS_CALL_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSUBSCRIBE_SERVERS_CALL_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serves one UnsubscribeServers call: reads the servers, compares their names with those given, and only then
// ends the subscriptions, by one call that is made again only where it cannot have taken effect: the vendor
// refused it as one too many, or it never left. An answer that proves nothing is OUTCOME_UNKNOWN. A caller
// who goes away before that ends nothing; after it the call runs to its end. `services` outlives the server.
// Returns the reactor for gRPC, which owns it.
grpc::ServerUnaryReactor* StartUnsubscribeServers(const CallServices& services,
                                                  grpc::CallbackServerContext* context,
                                                  const grpc::ByteBuffer* request,
                                                  grpc::ByteBuffer* response);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSUBSCRIBE_SERVERS_CALL_H_
