#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_WATCH_RESOURCES_STREAM_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_WATCH_RESOURCES_STREAM_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serve one WatchPhones or WatchServers stream from the account's hub: see WatchStream. Return the reactor
// for gRPC, which owns it together with the hub.
grpc::ServerWriteReactor<grpc::ByteBuffer>* StartWatchPhones(const CallServices& services,
                                                             grpc::CallbackServerContext* context,
                                                             const grpc::ByteBuffer* request);
grpc::ServerWriteReactor<grpc::ByteBuffer>* StartWatchServers(const CallServices& services,
                                                              grpc::CallbackServerContext* context,
                                                              const grpc::ByteBuffer* request);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_WATCH_RESOURCES_STREAM_H_
