// The part of HubState that knows who watches what, and until when.

#include <algorithm>
#include <utility>

#include "service/gateway/jobs/hub_state.h"

namespace cloudphone {

HubState::HubState(PollSender* sender, JobHubOptions options, RateBudget* reads)
    : sender_(sender),
      options_(std::move(options)),
      reads_(reads),
      random_(options_.seed),
      schedule_(options_) {}

absl::Time HubState::EndTurn() {
  const int left = TellNews(options_.slice);
  RingAlarms(left);
  SendPolls();
  if (!news_.empty()) return now_;
  absl::Time next = alarms_.empty() ? absl::InfiniteFuture() : alarms_.begin()->first;
  // At the bound, a poll that ends brings a turn of its own.
  if (polls_in_flight_ < options_.max_polls_in_flight)
    next = std::min(next, place_.value_or(schedule_.NextDue()));
  return next;
}

void HubState::AddWatch(WatchId id, const std::vector<std::string>& request_ids,
                        std::weak_ptr<JobWatcher> watcher, absl::Time until) {
  const std::shared_ptr<WatchGroup> group = GroupOf(request_ids);
  group->watches.insert(id);
  Watch& watch = watches_[id];
  watch.watcher = std::move(watcher);
  watch.group = group;
  watch.heartbeat = now_ + options_.heartbeat;
  const std::uniform_real_distribution<double>::param_type early(0.9, 1.0);
  watch.end = now_ + options_.max_age * std::uniform_real_distribution<double>(early)(random_);
  watch.ends_by_age = watch.end <= until;
  watch.end = std::min(watch.end, until);
  SetAlarm(id, &watch);
  if (!group->complete) return;
  News news;
  news.number = last_news_;
  news.update = group->Snapshot();
  news.is_snapshot = true;
  if (group->all_finished()) news.end = absl::OkStatus();
  Tell(news, id);
}

void HubState::RemoveWatch(WatchId id) {
  const auto found = watches_.find(id);
  if (found == watches_.end()) return;
  alarms_.erase({found->second.alarm, id});
  const std::shared_ptr<WatchGroup> group = std::move(found->second.group);
  watches_.erase(found);
  group->watches.erase(id);
  if (group->watches.empty()) EndGroup(group.get());
}

RequestPtr HubState::Want(const std::string& request_id) {
  RequestPtr& request = requests_[request_id];
  if (request == nullptr) {
    request = std::make_shared<WatchedRequest>(request_id, ++last_request_);
    request->first_asked = now_;
    request->interval = options_.first_interval;
    schedule_.After(request, {now_}, now_);
  }
  return request;
}

std::shared_ptr<WatchGroup> HubState::GroupOf(const std::vector<std::string>& request_ids) {
  std::vector<WatchedRequest*> requests;
  requests.reserve(request_ids.size());
  for (const std::string& request_id : request_ids) {
    WatchedRequest* request = Want(request_id).get();
    if (std::find(requests.begin(), requests.end(), request) == requests.end()) requests.push_back(request);
  }
  std::shared_ptr<WatchGroup>& group = groups_[requests];
  if (group == nullptr) {
    group = std::make_shared<WatchGroup>();
    group->requests = std::move(requests);
    group->complete = group->all_read();
    for (WatchedRequest* request : group->requests) request->groups.insert(group);
  }
  return group;
}

// Whoever asks for the same requests from here on begins anew. A request that nobody wants any more is
// forgotten, and with it what may be on its way.
void HubState::EndGroup(WatchGroup* group) {
  if (group->ended()) return;
  const auto found = groups_.find(group->requests);
  const std::shared_ptr<WatchGroup> ended = std::move(found->second);
  groups_.erase(found);
  for (const WatchedRequest* request : std::exchange(ended->requests, {})) {
    const auto place = requests_.find(request->id());
    place->second->groups.erase(ended);
    if (!place->second->groups.empty()) continue;
    schedule_.Drop(*place->second);
    requests_.erase(place);
  }
}

void HubState::EndWatch(WatchId id, absl::Status status) {
  const std::shared_ptr<JobWatcher> watcher = watches_.at(id).watcher.lock();
  RemoveWatch(id);
  if (watcher != nullptr) watcher->OnEnd(std::move(status));
}

void HubState::SetAlarm(WatchId id, Watch* watch) {
  alarms_.erase({watch->alarm, id});
  watch->alarm = std::min(watch->heartbeat, watch->end);
  alarms_.emplace(watch->alarm, id);
}

// Sends heartbeats and ends what has grown old, of `most` watches.
int HubState::RingAlarms(int most) {
  for (; most > 0 && !alarms_.empty() && alarms_.begin()->first <= now_; --most) {
    const WatchId id = alarms_.begin()->second;
    Watch& watch = watches_.at(id);
    const std::shared_ptr<JobWatcher> watcher = watch.watcher.lock();
    if (watcher == nullptr) {
      RemoveWatch(id);
    } else if (watch.end <= now_) {
      EndWatch(id, watch.ends_by_age ? options_.age_status : absl::DeadlineExceededError("the wait is over"));
    } else {
      const bool is_due = watch.heartbeat <= now_;  // Else a message has put it off.
      if (is_due) watch.heartbeat = now_ + options_.heartbeat;
      SetAlarm(id, &watch);
      if (!is_due || watch.group->ended()) continue;
      const v1::JobProgress progress = watch.group->Progress();
      watcher->OnHeartbeat(watch.seen != 0 ? &progress : nullptr);
    }
  }
  return most;
}

}  // namespace cloudphone
