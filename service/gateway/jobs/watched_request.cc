#include "service/gateway/jobs/watched_request.h"

#include <utility>

namespace cloudphone {
namespace {

bool IsFinal(const v1::Job& job) {
  return job.state() == v1::JOB_STATE_SUCCEEDED || job.state() == v1::JOB_STATE_FAILED;
}

bool SameJob(const v1::Job& left, const v1::Job& right) {
  return left.SerializeAsString() == right.SerializeAsString();
}

}  // namespace

SharedJob WatchedRequest::Take(v1::Job row) {
  row.set_request_id(id_);
  const auto [place, is_new] = index_.emplace(row.job_id(), jobs_.size());
  if (is_new) {
    jobs_.push_back(nullptr);
  } else if (IsFinal(*jobs_[place->second]) || SameJob(*jobs_[place->second], row)) {
    return nullptr;
  }
  succeeded_ += row.state() == v1::JOB_STATE_SUCCEEDED ? 1 : 0;
  failed_ += row.state() == v1::JOB_STATE_FAILED ? 1 : 0;
  jobs_[place->second] = std::make_shared<const v1::Job>(std::move(row));
  return jobs_[place->second];
}

void WatchedRequest::AddTo(v1::JobProgress* progress) const {
  const int total = static_cast<int>(jobs_.size());
  progress->set_total(progress->total() + total);
  progress->set_running(progress->running() + total - finals());
  progress->set_succeeded(progress->succeeded() + succeeded_);
  progress->set_failed(progress->failed() + failed_);
}

}  // namespace cloudphone
