#include "service/gateway/rpc/unsent_jobs.h"

#include <utility>

namespace cloudphone {

void UnsentJobs::Add(absl::Span<const SharedJob> jobs, const v1::JobProgress& progress) {
  for (const SharedJob& job : jobs) {
    const auto [place, is_new] = index_.emplace(job->job_id(), jobs_.size());
    if (is_new) {
      jobs_.push_back(job);
    } else {
      jobs_[place->second] = job;
    }
  }
  progress_ = progress;
  pending_ = true;
  news_ = true;
}

void UnsentJobs::Heartbeat(const v1::JobProgress* progress) {
  if (progress != nullptr) progress_ = *progress;
  pending_ = true;
}

void UnsentJobs::Clear() {
  jobs_.clear();
  index_.clear();
  progress_.reset();
  pending_ = false;
  news_ = false;
}

v1::WatchJobsResponse UnsentJobs::Take() {
  v1::WatchJobsResponse response;
  for (const SharedJob& job : jobs_) *response.add_jobs() = *job;
  if (progress_.has_value()) *response.mutable_progress() = *progress_;
  response.set_heartbeat(!news_);
  Clear();
  return response;
}

}  // namespace cloudphone
