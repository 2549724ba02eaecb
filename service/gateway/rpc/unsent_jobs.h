#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_JOBS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_JOBS_H_

#include <memory>
#include <utility>

#include "cloudphone/v1/job_service.pb.h"
#include "grpcpp/support/byte_buffer.h"
#include "service/gateway/jobs/job_update.h"
#include "service/gateway/rpc/newest_jobs.h"

namespace cloudphone {

// The bytes of one WatchJobsResponse: its own, or those of an update, which all who are told it send.
class WatchMessage {
 public:
  WatchMessage() = default;
  explicit WatchMessage(SharedUpdate update) : shared_(std::move(update)) {}
  explicit WatchMessage(const v1::WatchJobsResponse& response);

  // Stays where it is as long as the message does.
  const grpc::ByteBuffer& bytes() const;

 private:
  SharedUpdate shared_;
  grpc::ByteBuffer own_;
};

// What a watcher is still to be told. One update is kept as it is, so that it can be sent in the bytes that
// others send; several are merged into the newest state of each job. Not thread-safe.
class UnsentJobs {
 public:
  void Add(const SharedUpdate& update);
  void Clear();

  bool empty() const { return only_ == nullptr && merged_ == nullptr; }

  // All of it as one message; empty afterwards. There must be something.
  WatchMessage Take();

 private:
  SharedUpdate only_;
  std::unique_ptr<NewestJobs> merged_;  // Only while there is more than one update, as streams are many.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_JOBS_H_
