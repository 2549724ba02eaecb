#include "service/gateway/shared_files/server_listing.h"

#include <algorithm>

#include "adapters/cph/call/shared_files_output.h"
#include "adapters/status/rich_status.h"
#include "cloudphone/upstream/v1/shared_file_jobs_service.pb.h"
#include "service/gateway/shared_files/listing_errors.h"

namespace cloudphone {

void ServerListing::Ask() {
  auto request = std::make_shared<upstream::v1::StartListSharedFilesRequest>();
  request->add_server_ids(query_.server_id);
  request->set_path(query_.path);
  {
    MutexLock lock(&mutex_);
    if (ended_) return;
    request->set_offset(query_.offset + listing_.files_size());
    request->set_limit(std::min(at_a_time_, query_.want - listing_.files_size()));
    job_.Clear();
  }
  const auto call = account_->client().Call(
      std::move(request), query_.until,
      [self = shared_from_this()](CallResult result) { self->OnStarted(std::move(result)); });
  if (!call.ok()) return End(call.status());
  bool ended;
  {
    MutexLock lock(&mutex_);
    ended = ended_;
    // Of a call that was answered meanwhile it does no harm.
    if (!ended) call_ = *call;
  }
  if (ended) (*call)->Cancel();
}

void ServerListing::OnStarted(CallResult result) {
  if (!result.status.ok()) return End(result.status);
  const v1::JobGroup& group =
      static_cast<const upstream::v1::StartListSharedFilesResponse*>(result.response)->group();
  if (group.jobs_size() == 0)
    return End(group.refused_size() == 0 ? ListingUnreadable("the upstream started no job")
                                         : ToStatus(group.refused(0).error()));
  // Under the lock, so that End() finds the watch; the hub tells nothing in here.
  MutexLock lock(&mutex_);
  if (ended_) return;
  job_ = group.jobs(0);
  watch_ = account_->job_hub().Watch({group.request_ids().begin(), group.request_ids().end()},
                                     weak_from_this(), query_.until);
}

void ServerListing::OnChange(const SharedUpdate& update) {
  MutexLock lock(&mutex_);
  for (const SharedJob& job : update->jobs()) {
    if (job->job_id() == job_.job_id()) job_ = *job;
  }
}

void ServerListing::OnEnd(absl::Status status) {
  if (!status.ok()) return End(status);
  v1::Job job;
  {
    MutexLock lock(&mutex_);
    job.Swap(&job_);
  }
  Read(job);
}

void ServerListing::Read(const v1::Job& job) {
  if (job.state() != v1::JOB_STATE_SUCCEEDED) {
    return End(job.has_error() ? ToStatus(job.error())
                               : ListingUnreadable("the upstream does not list its job"));
  }
  if (job.output().empty()) return End(ListingUnreadable("the job printed nothing"));
  absl::optional<v1::SharedFileListing> part = ReadSharedFilesOutput(job.output());
  if (!part.has_value()) {
    return AskForFewer() ? Ask() : End(ListingUnreadable("the output is cut before the first file's end"));
  }
  Take(*std::move(part)) ? Ask() : End(ListingUnreadable("the upstream counts files that it does not list"));
}

bool ServerListing::AskForFewer() {
  MutexLock lock(&mutex_);
  // It may have been asked for fewer than at a time, at the end of what is wanted.
  const int asked = std::min(at_a_time_, query_.want - listing_.files_size());
  at_a_time_ = asked / 2;
  return at_a_time_ > 0;
}

bool ServerListing::Take(v1::SharedFileListing part) {
  MutexLock lock(&mutex_);
  const bool got_some = part.files_size() > 0;
  for (v1::SharedFile& file : *part.mutable_files()) {
    if (listing_.files_size() < query_.want) *listing_.add_files() = std::move(file);
  }
  listing_.set_total_size(part.total_size());
  if (part.has_capacity()) listing_.mutable_capacity()->Swap(part.mutable_capacity());
  const int64_t reached = int64_t{query_.offset} + listing_.files_size();
  const bool more = reached < listing_.total_size();
  listed_ = listing_.files_size() > 0 || !more;
  return got_some && more && listing_.files_size() < query_.want;
}

void ServerListing::End(const absl::Status& status) {
  Done done;
  v1::SharedFileListing listing;
  std::shared_ptr<CphCall> call;
  WatchId watch;
  {
    MutexLock lock(&mutex_);
    if (ended_) return;
    ended_ = true;
    done = std::move(done_);
    if (listed_) {
      listing.Swap(&listing_);
    } else {
      *listing.mutable_error() = FromStatus(status);
    }
    call = std::move(call_);
    watch = std::exchange(watch_, 0);
  }
  if (call != nullptr) call->Cancel();
  if (watch != 0) account_->job_hub().Unwatch(watch);
  listing.set_server_id(query_.server_id);
  std::move(done)(std::move(listing));
}

}  // namespace cloudphone
