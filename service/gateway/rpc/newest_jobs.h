#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_NEWEST_JOBS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_NEWEST_JOBS_H_

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "service/gateway/jobs/job_update.h"

namespace cloudphone {

// Writes into a message with `jobs` and `progress`.
template <typename Response>
void WriteJobs(const std::vector<SharedJob>& jobs, const v1::JobProgress& progress, Response* response) {
  response->mutable_jobs()->Reserve(static_cast<int>(jobs.size()));
  for (const SharedJob& job : jobs) *response->add_jobs() = *job;
  *response->mutable_progress() = progress;
}

// The newest state of each job of the updates of one watch, and the newest counts. Holds each job once,
// however often it changes, and shares it with the hub. Not thread-safe.
class NewestJobs {
 public:
  void Add(const JobUpdate& update);

  // The jobs go out in the order in which they came first.
  template <typename Response>
  void WriteTo(Response* response) const {
    WriteJobs(jobs_, progress_, response);
  }

 private:
  std::vector<SharedJob> jobs_;
  absl::flat_hash_map<absl::string_view, size_t> index_;  // By the id in the job, into jobs_.
  v1::JobProgress progress_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_NEWEST_JOBS_H_
