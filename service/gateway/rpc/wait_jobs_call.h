#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_WAIT_JOBS_CALL_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_WAIT_JOBS_CALL_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/jobs/job_hub.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serves one WaitJobs call: watches until all jobs are final or the time is over, then answers OK with the
// newest state of each. A drain ends it like a stream. `services` outlives the server. Returns the reactor
// for gRPC, which owns it together with the hub.
grpc::ServerUnaryReactor* StartWaitJobs(const CallServices& services, grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_WAIT_JOBS_CALL_H_
