#include "service/gateway/jobs/job_hub.h"

#include <utility>

#include "service/gateway/jobs/hub_turns.h"

namespace cloudphone {

JobHub::JobHub(JobSource* source, Timers* timers, JobHubOptions options, RateBudget* reads)
    : turns_(std::make_shared<HubTurns>(source, timers, std::move(options), reads)) {}

JobHub::~JobHub() { turns_->Close(); }

WatchId JobHub::Watch(std::vector<std::string> request_ids, std::weak_ptr<JobWatcher> watcher,
                      absl::Time until) {
  const WatchId id = ++last_id_;
  turns_->Post([id, request_ids = std::move(request_ids), watcher = std::move(watcher), until](
                   HubState* state) mutable { state->AddWatch(id, request_ids, std::move(watcher), until); });
  return id;
}

void JobHub::Unwatch(WatchId id) {
  turns_->Post([id](HubState* state) { state->RemoveWatch(id); });
}

}  // namespace cloudphone
