#include "service/gateway/jobs/job_update.h"

#include "cloudphone/v1/job_service.pb.h"

namespace cloudphone {

const std::string& JobUpdate::wire() const {
  std::call_once(written_, [this] {
    v1::WatchJobsResponse response;
    response.mutable_jobs()->Reserve(static_cast<int>(jobs_.size()));
    for (const SharedJob& job : jobs_) *response.add_jobs() = *job;
    *response.mutable_progress() = progress_;
    wire_ = response.SerializeAsString();
  });
  return wire_;
}

}  // namespace cloudphone
