// The part of HubState that tells watchers what is new.

#include <utility>

#include "service/gateway/jobs/hub_state.h"

namespace cloudphone {

// Makes news of what changed: of each group the first snapshot, or the jobs that changed; and its end, when
// there is nothing left to wait for.
void HubState::Announce(const Changes& changes) {
  for (const auto& [group, jobs] : changes) {
    if (group->ended()) continue;
    News news;
    if (!group->complete) {
      if (!group->all_read()) continue;
      group->complete = true;
      news.is_snapshot = true;
      news.update = group->Snapshot();
    } else {
      if (jobs.empty()) continue;
      group->snapshot.reset();
      news.update = std::make_shared<const JobUpdate>(jobs, group->Progress());
    }
    news.number = ++last_news_;
    news.group = group;
    if (group->all_finished()) {
      news.end = absl::OkStatus();
      EndGroup(group.get());
    }
    news_.push_back(std::move(news));
  }
}

void HubState::AnnounceEnd(const RequestPtr& request, const absl::Status& status) {
  const std::set<std::shared_ptr<WatchGroup>> groups = request->groups;
  for (const std::shared_ptr<WatchGroup>& group : groups) {
    News news;
    news.number = ++last_news_;
    news.group = group;
    news.end = status;
    news_.push_back(std::move(news));
    EndGroup(group.get());
  }
}

// Tells `most` watchers; returns how many it could tell more.
int HubState::TellNews(int most) {
  while (most > 0 && !news_.empty()) {
    News& news = news_.front();
    const auto next = news.group->watches.upper_bound(news.told);
    if (next == news.group->watches.end()) {
      news_.pop_front();
      continue;
    }
    news.told = *next;
    Tell(news, news.told);
    --most;
  }
  return most;
}

// A watch that came after the news has them in its snapshot.
void HubState::Tell(const News& news, WatchId id) {
  Watch& watch = watches_.at(id);
  if (watch.seen >= news.number) return;
  const std::shared_ptr<JobWatcher> watcher = watch.watcher.lock();
  if (watcher == nullptr) return RemoveWatch(id);
  watch.seen = news.number;
  if (news.update != nullptr) {
    watch.heartbeat = now_ + options_.heartbeat;
    news.is_snapshot ? watcher->OnSnapshot(news.update) : watcher->OnChange(news.update);
  }
  if (news.end.has_value()) EndWatch(id, *news.end);
}

}  // namespace cloudphone
