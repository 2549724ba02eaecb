// The part of ResourceHubState that knows watchers.

#include <algorithm>
#include <utility>

#include "service/gateway/resources/resource_hub_state.h"

namespace cloudphone {

ResourceHubState::ResourceHubState(const ResourceType& type, ReadSender* sender, ResourceHubOptions options,
                                   RateBudget* reads)
    : type_(type),
      sender_(sender),
      options_(std::move(options)),
      random_(options_.seed),
      plan_(options_.max_reads_in_flight, reads) {}

absl::Time ResourceHubState::EndTurn() {
  RingAlarms();
  Deliver();
  SendReads();
  if (!untold_.empty()) return now_;
  const absl::Time alarm = alarms_.empty() ? absl::InfiniteFuture() : alarms_.begin()->first;
  return std::min(alarm, plan_.NextTime());
}

void ResourceHubState::AddWatch(ResourceWatchId id, SharedFilter filter, bool new_looks_only,
                                std::weak_ptr<ResourceWatcher> watcher) {
  const std::uniform_real_distribution<double>::param_type early(0.9, 1.0);
  const double age = std::uniform_real_distribution<double>(early)(random_);
  Watch* watch = Add(id, std::move(watcher), now_ + options_.heartbeat, now_ + options_.max_age * age);
  watch->end_status = options_.age_status;
  Poller* poller = WantSelection(std::move(filter));
  const bool current_look_counts = !new_looks_only && poller->looking;
  Join(poller, id, watch, current_look_counts ? poller->look : poller->next_look());
  if (!new_looks_only && now_ < poller->fresh_until) {
    watch->told = true;
    Tell(id, poller->selection->Snapshot());
  }
}

void ResourceHubState::AddFollow(ResourceWatchId id, std::vector<std::string> ids, absl::Time until,
                                 std::weak_ptr<ResourceWatcher> watcher) {
  Watch* watch = Add(id, std::move(watcher), absl::InfiniteFuture(), until);
  watch->followed = std::move(ids);
  // What was seen before may be older than what the caller has just done: only looks that begin later count.
  if (watch->followed.size() > options_.max_followed_alone) {
    Poller* all = WantSelection(SharedFilter(type_.list_request->New()));
    return Join(all, id, watch, all->next_look());
  }
  for (const std::string& followed : watch->followed) {
    Poller* single = WantSingle(followed);
    Join(single, id, watch, single->next_look());
  }
}

ResourceHubState::Watch* ResourceHubState::Add(ResourceWatchId id, std::weak_ptr<ResourceWatcher> watcher,
                                               absl::Time heartbeat, absl::Time end) {
  Watch* watch = &watches_[id];
  watch->watcher = std::move(watcher);
  watch->heartbeat = heartbeat;
  watch->end = end;
  alarms_.emplace(watch->alarm(), id);
  return watch;
}

void ResourceHubState::RemoveWatch(ResourceWatchId id) {
  const auto found = watches_.find(id);
  if (found == watches_.end()) return;
  Watch* watch = &found->second;
  alarms_.erase({watch->alarm(), id});
  while (!watch->pollers.empty()) Leave(*watch->pollers.begin(), id, watch);
  watches_.erase(found);
}

void ResourceHubState::EndWatch(ResourceWatchId id, absl::Status status) {
  const std::shared_ptr<ResourceWatcher> watcher = watches_.at(id).watcher.lock();
  RemoveWatch(id);
  if (watcher != nullptr) watcher->OnEnd(std::move(status));
}

void ResourceHubState::Tell(ResourceWatchId id, SharedNews news) {
  SetHeartbeat(id, &watches_.at(id));
  untold_.emplace_back(id, std::move(news));
}

// A bounded number in one turn: other work of the thread comes in between.
void ResourceHubState::Deliver() {
  for (size_t told = 0; told < options_.max_told_in_turn && !untold_.empty(); ++told) {
    const auto [id, news] = std::move(untold_.front());
    untold_.pop_front();
    const auto found = watches_.find(id);
    if (found == watches_.end()) continue;
    if (const auto watcher = found->second.watcher.lock()) {
      watcher->OnNews(*news);
    } else {
      RemoveWatch(id);
    }
  }
}

// News put the heartbeat off. Follows have none.
void ResourceHubState::SetHeartbeat(ResourceWatchId id, Watch* watch) {
  if (watch->heartbeat == absl::InfiniteFuture()) return;
  alarms_.erase({watch->alarm(), id});
  watch->heartbeat = now_ + options_.heartbeat;
  alarms_.emplace(watch->alarm(), id);
}

void ResourceHubState::RingAlarms() {
  while (!alarms_.empty() && alarms_.begin()->first <= now_) {
    const ResourceWatchId id = alarms_.begin()->second;
    Watch& watch = watches_.at(id);
    const std::shared_ptr<ResourceWatcher> watcher = watch.watcher.lock();
    if (watcher == nullptr || watch.end <= now_) {
      EndWatch(id, watch.end_status);
      continue;
    }
    SetHeartbeat(id, &watch);
    watcher->OnHeartbeat();
  }
}

}  // namespace cloudphone
