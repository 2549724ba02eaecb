#include "watching.h"

#include <chrono>
#include <iostream>
#include <optional>
#include <set>
#include <thread>

#include "cloudphone/v1/job_service.grpc.pb.h"
#include "errors.h"

namespace v1 = cloudphone::v1;

namespace {

constexpr std::chrono::minutes kWatchTime{10};

struct Watching {
  const PhoneNames& names;
  v1::JobProgress* progress;
  std::set<std::string> told;  // The jobs that failed and were printed.
};

void Take(const v1::WatchJobsResponse& update, Watching* watching) {
  for (const v1::Job& job : update.jobs()) {  // First all jobs, then those that changed.
    if (job.state() != v1::JOB_STATE_FAILED || !watching->told.insert(job.job_id()).second) continue;
    std::cout << NameOf(job.phone_id(), watching->names) << " failed: " << Explain(job.error()) << "\n";
  }
  if (update.has_progress()) *watching->progress = update.progress();
}

}  // namespace

std::string NameOf(const std::string& phone_id, const PhoneNames& names) {
  const auto name = names.find(phone_id);
  return name == names.end() ? phone_id : name->second;
}

grpc::Status Watch(const Gateway& gateway, const v1::JobGroup& group, const PhoneNames& names,
                   v1::JobProgress* progress) {
  if (group.request_ids().empty()) return grpc::Status::OK;  // All targets were refused.
  const auto stub = v1::JobService::NewStub(gateway.channel);
  const auto end = std::chrono::system_clock::now() + kWatchTime;
  v1::WatchJobsRequest request;
  *request.mutable_request_ids() = group.request_ids();
  Watching watching{names, progress, {}};
  while (true) {
    CallContext context(gateway);
    context.set_deadline(end);
    context.set_wait_for_ready(true);
    const auto watch = stub->WatchJobs(&context, request);
    for (v1::WatchJobsResponse update; watch->Read(&update);) Take(update, &watching);
    const grpc::Status status = watch->Finish();  // Read says only that there is no more, Finish why.
    const std::optional<std::chrono::milliseconds> pause = PauseAfter(status);
    if (!pause || std::chrono::system_clock::now() + *pause > end) return status;
    std::this_thread::sleep_for(*pause);
  }
}
