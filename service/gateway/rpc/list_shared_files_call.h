#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_LIST_SHARED_FILES_CALL_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_LIST_SHARED_FILES_CALL_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serves one ListSharedFiles call: lists the page on each server by itself, all at once, then answers with
// the listings together. A drain ends it like a stream. `services` outlives the server. Returns the reactor
// for gRPC, which owns it together with the listings.
grpc::ServerUnaryReactor* StartListSharedFiles(const CallServices& services,
                                               grpc::CallbackServerContext* context,
                                               const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_LIST_SHARED_FILES_CALL_H_
