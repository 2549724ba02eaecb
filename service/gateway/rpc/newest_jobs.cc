#include "service/gateway/rpc/newest_jobs.h"

namespace cloudphone {

void NewestJobs::Add(const JobUpdate& update) {
  for (const SharedJob& job : update.jobs()) {
    size_t place = jobs_.size();
    if (const auto found = index_.find(job->job_id()); found != index_.end()) {
      place = found->second;
      index_.erase(found);  // Its key goes with the old state.
      jobs_[place] = job;
    } else {
      jobs_.push_back(job);
    }
    index_.emplace(job->job_id(), place);
  }
  progress_ = update.progress();
}

}  // namespace cloudphone
