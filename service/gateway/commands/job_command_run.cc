#include "service/gateway/commands/job_command_run.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "adapters/status/rich_status.h"
#include "cloudphone/v1/adb_service.pb.h"
#include "service/gateway/commands/command_errors.h"

namespace cloudphone {
namespace {

// The requests that have jobs. Of others the upstream may know nothing, and one such ends a watch; what they
// leave open is told already.
std::vector<std::string> RequestsWithJobs(const v1::JobGroup& group) {
  std::vector<std::string> ids;
  for (const v1::Job& job : group.jobs()) {
    if (!absl::c_linear_search(ids, job.request_id())) ids.push_back(job.request_id());
  }
  return ids;
}

}  // namespace

void JobCommandRun::Start() {
  absl::Status stopped;
  {
    MutexLock lock(&mutex_);
    stopped = stopped_;
  }
  if (!stopped.ok()) return End(stopped);  // Before it began.
  Send();
}

void JobCommandRun::Send() {
  auto request = std::make_shared<v1::RunShellCommandRequest>();
  request->set_content(command_.content);
  *request->mutable_phone_ids() = {command_.phone_ids.begin(), command_.phone_ids.end()};
  CallHooks hooks;
  hooks.on_part = [weak = weak_from_this()](const v1::JobGroup& part) {
    if (const auto self = weak.lock()) self->Tell([&](CommandBook* book) { book->AddRequests(part); });
  };
  const auto call = account_->client().Call(
      std::move(request), command_.deadline,
      [self = shared_from_this()](const CallResult& result) { self->OnAccepted(result); },
      CphClient::Repeats::kAllowed, std::move(hooks));
  if (!call.ok()) return End(call.status());
  bool stopped = false;
  {
    MutexLock lock(&mutex_);
    if (!answered_) call_ = *call;
    stopped = !stopped_.ok();
  }
  if (stopped) (*call)->Cancel();
}

void JobCommandRun::OnAccepted(const CallResult& result) {
  absl::Status stopped;
  {
    MutexLock lock(&mutex_);
    answered_ = true;
    call_.reset();
    stopped = stopped_;
  }
  if (!result.status.ok()) {
    // Nothing was accepted. Where that comes of stopping, why it was stopped says more.
    const bool unknown = ReasonOf(result.status) == "OUTCOME_UNKNOWN";
    return End(stopped.ok() || unknown ? result.status : stopped);
  }
  const v1::JobGroup& group = static_cast<const v1::RunShellCommandResponse*>(result.response)->group();
  bool complete = true;
  Tell([&](CommandBook* book) {
    book->TakeGroup(group);
    complete = book->complete();
  });
  if (!complete) Watch(group);
}

void JobCommandRun::Watch(const v1::JobGroup& group) {
  absl::Status stopped;
  {
    // Under the lock, so that Stop() finds the watch; the hub tells nothing in here.
    MutexLock lock(&mutex_);
    stopped = stopped_;
    if (stopped.ok()) {
      watch_ = account_->job_hub().Watch(RequestsWithJobs(group), weak_from_this(), command_.until);
    }
  }
  if (!stopped.ok()) EndUnknown(stopped.message());
}

void JobCommandRun::OnChange(const SharedUpdate& update) {
  Tell([&](CommandBook* book) {
    for (const SharedJob& job : update->jobs()) book->TakeJob(*job);
  });
}

void JobCommandRun::OnEnd(absl::Status status) {
  if (!status.ok()) return EndUnknown(status.message());
  // Each phone has its result, unless the vendor does not list a job that it gave out.
  Tell([&](CommandBook* book) {
    book->FailRest(
        FromStatus(CommandOutcomeUnknown("the upstream does not list the job", book->request_ids())));
  });
}

void JobCommandRun::Stop(const absl::Status& why) {
  std::shared_ptr<CphCall> call;
  WatchId watch;
  {
    MutexLock lock(&mutex_);
    if (stopped_.ok()) stopped_ = why;
    call = std::move(call_);
    watch = std::exchange(watch_, 0);
  }
  if (call != nullptr) call->Cancel();
  if (watch == 0) return;
  account_->job_hub().Unwatch(watch);
  EndUnknown(why.message());
}

void JobCommandRun::Tell(absl::FunctionRef<void(CommandBook*)> change) {
  if (const auto sink = sink_.lock()) sink->Tell(change);
}

void JobCommandRun::End(const absl::Status& status) {
  if (const auto sink = sink_.lock()) sink->End(status);
}

void JobCommandRun::EndUnknown(absl::string_view what) {
  std::vector<std::string> request_ids;
  Tell([&](CommandBook* book) { request_ids = book->request_ids(); });
  End(CommandOutcomeUnknown(what, request_ids));
}

}  // namespace cloudphone
