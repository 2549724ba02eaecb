// The half of HubState that knows watchers.

#include <algorithm>
#include <utility>

#include "service/gateway/jobs/hub_state.h"

namespace cloudphone {

HubState::HubState(PollSender* sender, JobHubOptions options)
    : sender_(sender), options_(std::move(options)), random_(options_.seed) {}

absl::Time HubState::EndTurn() {
  RingAlarms();
  SendDuePolls();
  absl::Time next = alarms_.empty() ? absl::InfiniteFuture() : alarms_.begin()->first;
  // A poll that ends brings a turn of its own.
  if (polls_in_flight_ < options_.max_polls_in_flight && !due_.empty())
    next = std::min(next, due_.begin()->first);
  return next;
}

void HubState::AddWatch(WatchId id, std::vector<std::string> request_ids, std::weak_ptr<JobWatcher> watcher) {
  Watch& watch = watches_[id];
  watch.watcher = std::move(watcher);
  watch.heartbeat = now_ + options_.heartbeat;
  const std::uniform_real_distribution<double>::param_type early(0.9, 1.0);
  watch.end = now_ + options_.max_age * std::uniform_real_distribution<double>(early)(random_);
  alarms_.emplace(watch.alarm(), id);
  for (const std::string& request_id : request_ids) {
    WatchedRequest* request = Want(request_id);
    if (request->watches.insert(id).second) watch.requests.push_back(request);
  }
  Tell(id, {});
}

void HubState::RemoveWatch(WatchId id) {
  const auto found = watches_.find(id);
  if (found == watches_.end()) return;
  alarms_.erase({found->second.alarm(), id});
  const std::vector<WatchedRequest*> requests = std::move(found->second.requests);
  watches_.erase(found);
  for (WatchedRequest* request : requests) Leave(request, id);
}

WatchedRequest* HubState::Want(const std::string& request_id) {
  std::unique_ptr<WatchedRequest>& request = requests_[request_id];
  if (request == nullptr) {
    request = std::make_unique<WatchedRequest>(request_id);
    request->first_asked = now_;
    request->interval = options_.first_interval;
    request->due = absl::InfiniteFuture();
    ScheduleNext(request.get());
  }
  return request.get();
}

// Nobody wants it any more: forgotten, and with it the poll that may be on its way.
void HubState::Leave(WatchedRequest* request, WatchId id) {
  request->watches.erase(id);
  if (!request->watches.empty()) return;
  due_.erase({request->due, request});
  requests_.erase(request->id());
}

void HubState::EndWatch(WatchId id, absl::Status status) {
  const std::shared_ptr<JobWatcher> watcher = watches_.at(id).watcher.lock();
  RemoveWatch(id);
  if (watcher != nullptr) watcher->OnEnd(std::move(status));
}

void HubState::EndRequest(WatchedRequest* request, const absl::Status& status) {
  const std::set<WatchId> watches = request->watches;  // `request` goes with the last of them.
  for (const WatchId id : watches) EndWatch(id, status);
}

v1::JobProgress HubState::ProgressOf(const Watch& watch) const {
  v1::JobProgress progress;
  for (const WatchedRequest* request : watch.requests) request->AddTo(&progress);
  return progress;
}

// Tells a watcher what it does not know yet, and ends it when there is nothing left to wait for.
void HubState::Tell(WatchId id, absl::Span<const SharedJob> changed) {
  Watch& watch = watches_.at(id);
  const auto is_read = [](const WatchedRequest* request) { return request->read; };
  if (!std::all_of(watch.requests.begin(), watch.requests.end(), is_read)) return;
  const std::shared_ptr<JobWatcher> watcher = watch.watcher.lock();
  if (watcher == nullptr) return RemoveWatch(id);
  if (!watch.told) {
    watch.told = true;
    std::vector<SharedJob> all;
    for (const WatchedRequest* request : watch.requests)
      all.insert(all.end(), request->jobs().begin(), request->jobs().end());
    watcher->OnSnapshot(all, ProgressOf(watch));
  } else if (!changed.empty()) {
    watcher->OnChange(changed, ProgressOf(watch));
  } else {
    return;
  }
  const auto is_finished = [](const WatchedRequest* request) { return request->finished(); };
  if (std::all_of(watch.requests.begin(), watch.requests.end(), is_finished))
    return EndWatch(id, absl::OkStatus());
  SetAlarm(id, &watch);
}

void HubState::TellAll(const Changes& changes) {
  for (const auto& [id, jobs] : changes) {
    if (watches_.count(id) != 0) Tell(id, jobs);
  }
}

// A message puts the heartbeat off.
void HubState::SetAlarm(WatchId id, Watch* watch) {
  alarms_.erase({watch->alarm(), id});
  watch->heartbeat = now_ + options_.heartbeat;
  alarms_.emplace(watch->alarm(), id);
}

void HubState::RingAlarms() {
  while (!alarms_.empty() && alarms_.begin()->first <= now_) {
    const WatchId id = alarms_.begin()->second;
    Watch& watch = watches_.at(id);
    const std::shared_ptr<JobWatcher> watcher = watch.watcher.lock();
    if (watcher == nullptr || watch.end <= now_) {
      EndWatch(id, options_.age_status);
      continue;
    }
    SetAlarm(id, &watch);
    const v1::JobProgress progress = ProgressOf(watch);
    watcher->OnHeartbeat(watch.told ? &progress : nullptr);
  }
}

}  // namespace cloudphone
