#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_ARTIFACT_CALLS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_ARTIFACT_CALLS_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serve one call of ArtifactService: they sign, send nothing and have ended when they return. No line of the
// log has a URL. `services` outlives the server.
grpc::ServerUnaryReactor* StartCreateUpload(const CallServices& services,
                                            grpc::CallbackServerContext* context,
                                            const grpc::ByteBuffer* request, grpc::ByteBuffer* response);
grpc::ServerUnaryReactor* StartCreateDownload(const CallServices& services,
                                              grpc::CallbackServerContext* context,
                                              const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_ARTIFACT_CALLS_H_
