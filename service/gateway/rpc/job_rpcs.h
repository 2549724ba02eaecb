#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_JOB_RPCS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_JOB_RPCS_H_

#include "cloudphone/v1/job_service.grpc.pb.h"
#include "service/gateway/jobs/job_hub.h"
#include "service/gateway/rpc/unary_call.h"
#include "service/gateway/rpc/wait_jobs_call.h"
#include "service/gateway/rpc/watch_jobs_stream.h"

namespace cloudphone {

// JobService: reads are one upstream call; WaitJobs and WatchJobs are the hub's.
class JobRpcs final
    : public v1::JobService::WithRawCallbackMethod_GetJob<
          v1::JobService::WithRawCallbackMethod_ListJobs<v1::JobService::WithRawCallbackMethod_WaitJobs<
              v1::JobService::WithRawCallbackMethod_WatchJobs<v1::JobService::Service>>>> {
 public:
  // `hub` outlives the server.
  JobRpcs(const CallServices& services, JobHub* hub) : services_(services), hub_(hub) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;

  grpc::ServerUnaryReactor* GetJob(Context* context, const Bytes* request, Bytes* response) override {
    return Serve<v1::GetJobRequest>(context, request, response);
  }
  grpc::ServerUnaryReactor* ListJobs(Context* context, const Bytes* request, Bytes* response) override {
    return Serve<v1::ListJobsRequest>(context, request, response);
  }
  grpc::ServerUnaryReactor* WaitJobs(Context* context, const Bytes* request, Bytes* response) override {
    return StartWaitJobs(services_, hub_, context, request, response);
  }
  grpc::ServerWriteReactor<Bytes>* WatchJobs(Context* context, const Bytes* request) override {
    return StartWatchJobs(services_, hub_, context, request);
  }

 private:
  template <typename Request>
  grpc::ServerUnaryReactor* Serve(Context* context, const Bytes* request, Bytes* response) {
    return StartUnaryCall(services_, services_.client->bindings().Get<Request>(), context, request, response);
  }

  const CallServices services_;
  JobHub* const hub_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_JOB_RPCS_H_
