#include "adapters/cph/call/job_rows.h"

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "adapters/cph/errors/rich_status.h"

namespace cloudphone {
namespace {

v1::Refusal ToRefusal(v1::Job* row, const google::rpc::Status& unknown) {
  v1::Refusal refusal;
  refusal.set_phone_id(std::move(*row->mutable_phone_id()));
  refusal.set_server_id(std::move(*row->mutable_server_id()));
  refusal.set_encode_server_id(std::move(*row->mutable_encode_server_id()));
  // Neither a job nor a reason: nobody knows whether the target was taken.
  *refusal.mutable_error() = row->has_error() ? std::move(*row->mutable_error()) : unknown;
  return refusal;
}

}  // namespace

void SettleFailure(v1::Job* job) {
  if (job->state() != v1::JOB_STATE_FAILED || job->has_error()) return;
  RichError error;
  error.code = google::rpc::INTERNAL;
  error.reason = "UPSTREAM_FAILED";
  error.message = "the job failed; the upstream gives no reason";
  *job->mutable_error() = ToRpcStatus(error);
}

void SettleGroup(absl::string_view request_id, const std::string& target_field,
                 const std::vector<std::string>& targets, const google::rpc::Status& unknown,
                 v1::JobGroup* group) {
  const auto* job_id_field = v1::Job::descriptor()->FindFieldByName(target_field);
  const auto* refusal_id_field = v1::Refusal::descriptor()->FindFieldByName(target_field);
  group->add_request_ids(std::string(request_id));
  absl::flat_hash_set<std::string> named;
  google::protobuf::RepeatedPtrField<v1::Job> jobs;
  for (v1::Job& row : *group->mutable_jobs()) {
    named.insert(row.GetReflection()->GetString(row, job_id_field));
    if (row.job_id().empty()) {
      *group->add_refused() = ToRefusal(&row, unknown);
      continue;
    }
    row.set_request_id(std::string(request_id));
    row.set_state(v1::JOB_STATE_RUNNING);
    *jobs.Add() = std::move(row);
  }
  group->mutable_jobs()->Swap(&jobs);
  for (const std::string& target : targets) {
    if (named.contains(target)) continue;
    v1::Refusal* refusal = group->add_refused();
    refusal->GetReflection()->SetString(refusal, refusal_id_field, target);
    *refusal->mutable_error() = unknown;
  }
}

}  // namespace cloudphone
