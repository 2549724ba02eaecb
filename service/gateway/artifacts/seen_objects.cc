#include "service/gateway/artifacts/seen_objects.h"

#include "absl/strings/str_cat.h"
#include "adapters/status/rich_status.h"
#include "cloudphone/v1/job_service.pb.h"
#include "google/rpc/error_details.pb.h"

namespace cloudphone {
namespace {

constexpr char kNotFound[] = "OBJECT_NOT_FOUND";

}  // namespace

google::rpc::Status ExplainMissing(const google::rpc::Status& error, absl::string_view bucket) {
  google::rpc::ErrorInfo info;
  for (const google::protobuf::Any& detail : error.details()) {
    if (detail.UnpackTo(&info)) break;
  }
  if (info.reason() != kNotFound) return error;
  RichError told;
  told.code = google::rpc::FAILED_PRECONDITION;
  told.reason = "OBS_NOT_DELEGATED";
  told.message = absl::StrCat("the vendor's service does not find what is in bucket ", bucket,
                              ": it may not be allowed to read the bucket (", error.message(), ")");
  told.metadata.insert(info.metadata().begin(), info.metadata().end());
  told.metadata["bucket"] = std::string(bucket);
  told.precondition_subject = std::string(bucket);
  return ToRpcStatus(told);
}

void SeenObjects::Add(const v1::JobGroup& group, const std::string& bucket) {
  MutexLock lock(&mutex_);
  for (const v1::Job& job : group.jobs()) {
    if (!buckets_.emplace(job.job_id(), bucket).second) continue;
    oldest_first_.push_back(job.job_id());
    if (oldest_first_.size() <= most_jobs_) continue;
    buckets_.erase(oldest_first_.front());
    oldest_first_.pop_front();
  }
}

void SeenObjects::Explain(v1::Job* job) const {
  if (!job->has_error()) return;
  std::string bucket;
  {
    MutexLock lock(&mutex_);
    const auto found = buckets_.find(job->job_id());
    if (found == buckets_.end()) return;
    bucket = found->second;
  }
  *job->mutable_error() = ExplainMissing(job->error(), bucket);
}

void SeenObjects::ExplainAnswer(google::protobuf::Message* response) const {
  if (response->GetDescriptor() == v1::GetJobResponse::descriptor()) {
    Explain(static_cast<v1::GetJobResponse*>(response)->mutable_job());
  } else if (response->GetDescriptor() == v1::ListJobsResponse::descriptor()) {
    for (v1::Job& job : *static_cast<v1::ListJobsResponse*>(response)->mutable_jobs()) Explain(&job);
  }
}

}  // namespace cloudphone
