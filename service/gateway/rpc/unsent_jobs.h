#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_JOBS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_JOBS_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "cloudphone/v1/job_service.pb.h"
#include "service/gateway/jobs/job_watcher.h"

namespace cloudphone {

// What a watcher is still to be told: the newest state of each job that changed, the newest counts. Holds
// each job once, however often it changes. Not thread-safe.
class UnsentJobs {
 public:
  // A snapshot or a change.
  void Add(absl::Span<const SharedJob> jobs, const v1::JobProgress& progress);
  // Only where there is nothing else to tell. `progress` is null before the snapshot.
  void Heartbeat(const v1::JobProgress* progress);
  void Clear();

  bool empty() const { return !pending_; }

  // All of it as one message, jobs in the order in which they first changed; empty afterwards.
  v1::WatchJobsResponse Take();

 private:
  std::vector<SharedJob> jobs_;
  absl::flat_hash_map<std::string, size_t> index_;  // By job id, into jobs_.
  absl::optional<v1::JobProgress> progress_;
  bool pending_ = false;
  bool news_ = false;  // More than a heartbeat is pending.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_JOBS_H_
