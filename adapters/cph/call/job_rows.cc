#include "adapters/cph/call/job_rows.h"

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "adapters/status/rich_status.h"

namespace cloudphone {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

v1::Refusal ToRefusal(v1::Job* row, const google::rpc::Status& unknown) {
  v1::Refusal refusal;
  refusal.set_phone_id(std::move(*row->mutable_phone_id()));
  refusal.set_server_id(std::move(*row->mutable_server_id()));
  refusal.set_encode_server_id(std::move(*row->mutable_encode_server_id()));
  // Neither a job nor a reason: nobody knows whether the target was taken.
  *refusal.mutable_error() = unknown;
  if (row->has_error()) refusal.mutable_error()->Swap(row->mutable_error());
  return refusal;
}

// The one job of an answer stands for every target.
void GiveToEach(const AskedTargets& asked, v1::JobGroup* group) {
  if (group->jobs_size() != 1 || asked.ids.empty()) return;
  const FieldDescriptor* id = v1::Job::descriptor()->FindFieldByName(asked.id_name);
  while (static_cast<size_t>(group->jobs_size()) < asked.ids.size()) *group->add_jobs() = group->jobs(0);
  for (size_t i = 0; i < asked.ids.size(); ++i) {
    v1::Job* job = group->mutable_jobs(static_cast<int>(i));
    job->GetReflection()->SetString(job, id, asked.ids[i]);
  }
}

// Whether every target was refused for a reason that the upstream gave; `explained` is the count of those.
bool StartedNothing(const AskedTargets& asked, int explained, const v1::JobGroup& group) {
  return group.jobs().empty() && group.refused_size() == explained && !group.refused().empty() &&
         static_cast<size_t>(group.refused_size()) >= asked.ids.size();
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

void SettleGroup(absl::string_view request_id, const AskedTargets& asked, rest::v1::Jobs jobs,
                 const google::rpc::Status& unknown, v1::JobGroup* group) {
  if (jobs == rest::v1::JOBS_ONE) GiveToEach(asked, group);
  int explained = 0;
  google::protobuf::RepeatedPtrField<v1::Job> taken;
  for (v1::Job& row : *group->mutable_jobs()) {
    if (row.job_id().empty()) {
      if (row.has_error()) ++explained;
      *group->add_refused() = ToRefusal(&row, unknown);
      continue;
    }
    row.set_request_id(std::string(request_id));
    if (jobs == rest::v1::JOBS_FINISHED) {
      SettleFailure(&row);
    } else {
      row.set_state(v1::JOB_STATE_RUNNING);
    }
    *taken.Add() = std::move(row);
  }
  group->mutable_jobs()->Swap(&taken);
  static const TargetAnswer kLists = {v1::JobGroup::descriptor()->FindFieldByName("jobs"),
                                      v1::JobGroup::descriptor()->FindFieldByName("refused")};
  RefuseUnnamed(asked, kLists, unknown, group);
  // One watch may follow the requests of many answers: one that the upstream does not know would end it.
  if (!StartedNothing(asked, explained, *group)) group->add_request_ids(std::string(request_id));
}

void RefuseUnnamed(const AskedTargets& asked, const TargetAnswer& lists, const google::rpc::Status& unknown,
                   Message* container) {
  if (asked.fans_out) return;
  const Reflection* reflection = container->GetReflection();
  absl::flat_hash_set<std::string> named;
  for (const FieldDescriptor* list : {lists.taken, lists.refused}) {
    const FieldDescriptor* id = list->message_type()->FindFieldByName(asked.id_name);
    for (int i = 0; i < reflection->FieldSize(*container, list); ++i) {
      const Message& row = reflection->GetRepeatedMessage(*container, list, i);
      named.insert(row.GetReflection()->GetString(row, id));
    }
  }
  const FieldDescriptor* refused_id = v1::Refusal::descriptor()->FindFieldByName(asked.id_name);
  for (const std::string& target : asked.ids) {
    if (named.contains(target)) continue;
    auto* refusal = static_cast<v1::Refusal*>(reflection->AddMessage(container, lists.refused));
    refusal->GetReflection()->SetString(refusal, refused_id, target);
    *refusal->mutable_error() = unknown;
  }
}

}  // namespace cloudphone
