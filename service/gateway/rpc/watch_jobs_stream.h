#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_WATCH_JOBS_STREAM_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_WATCH_JOBS_STREAM_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serves one WatchJobs stream: what the hub tells goes out one write at a time. What comes while a write is
// on its way waits as the newest state of each job, so a slow reader skips states, holds memory for its jobs
// only, and delays nobody. `services` outlives the server. Returns the reactor for gRPC, which owns it
// together with the hub.
grpc::ServerWriteReactor<grpc::ByteBuffer>* StartWatchJobs(const CallServices& services,
                                                           grpc::CallbackServerContext* context,
                                                           const grpc::ByteBuffer* request);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_WATCH_JOBS_STREAM_H_
