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
  // Only where there is nothing else to tell. `progress` is null before the snapshot.
  void Heartbeat(const v1::JobProgress* progress);
  void Clear();

  bool empty() const { return only_ == nullptr && merged_ == nullptr && heartbeat_ == nullptr; }

  // All of it as one message; empty afterwards. There must be something.
  WatchMessage Take();

 private:
  // At most one of them is there; streams are many, so what is not there takes no room.
  SharedUpdate only_;
  std::unique_ptr<NewestJobs> merged_;  // More than one update.
  std::unique_ptr<const v1::WatchJobsResponse> heartbeat_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_JOBS_H_
