#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_JOBS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_JOBS_H_

#include <memory>

#include "grpcpp/support/byte_buffer.h"
#include "service/gateway/jobs/job_update.h"
#include "service/gateway/rpc/newest_jobs.h"

namespace cloudphone {

// What a watcher is still to be told. One update is kept as it is, so that all who are told it send the same
// bytes; several are merged into the newest state of each job. Not thread-safe.
class UnsentJobs {
 public:
  void Add(const SharedUpdate& update);
  void Clear();

  bool empty() const { return only_ == nullptr && merged_ == nullptr; }

  // All of it as one WatchJobsResponse; empty afterwards. There must be something.
  grpc::ByteBuffer Take();

 private:
  SharedUpdate only_;
  std::unique_ptr<NewestJobs> merged_;  // Only while there is more than one update, as streams are many.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_JOBS_H_
