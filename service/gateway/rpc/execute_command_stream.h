#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_EXECUTE_COMMAND_STREAM_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_EXECUTE_COMMAND_STREAM_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serves one ExecuteCommand stream: starts the run that the request asks for, and passes on what its book has
// to tell, one write at a time. What waits behind a slow reader is at most one result for each phone.
// `services` outlives the server. Returns the reactor for gRPC, which owns it together with the run.
grpc::ServerWriteReactor<grpc::ByteBuffer>* StartExecuteCommand(const CallServices& services,
                                                                grpc::CallbackServerContext* context,
                                                                const grpc::ByteBuffer* request);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_EXECUTE_COMMAND_STREAM_H_
