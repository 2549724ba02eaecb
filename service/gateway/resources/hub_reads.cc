// The part of ResourceHubState that asks the upstream.

#include <algorithm>
#include <utility>

#include "adapters/cph/errors/momentary.h"
#include "adapters/status/rich_status.h"
#include "service/gateway/resources/resource_hub_state.h"

namespace cloudphone {

// Jitter that never makes it shorter.
absl::Duration ResourceHubState::Stretch(absl::Duration interval) {
  return interval * std::uniform_real_distribution<double>(1, 1 + options_.jitter)(random_);
}

void ResourceHubState::SendReads() {
  while (Poller* poller = Find(plan_.TakeNext(now_))) Send(poller);
}

void ResourceHubState::Send(Poller* poller) {
  if (!poller->looking) {
    poller->looking = true;
    ++poller->look;
    if (poller->selection) poller->selection->BeginLook();
  }
  const uint64_t serial = poller->serial;
  if (!poller->selection) {
    return sender_->SendGet(poller->key,
                            [serial](ResourceHubState* state, const absl::StatusOr<SharedResource>& row) {
                              state->OnRow(serial, row);
                            });
  }
  sender_->SendListPage(poller->selection->filter(), poller->selection->page_token(),
                        [serial](ResourceHubState* state, absl::StatusOr<ResourcePage> page) {
                          state->OnPage(serial, std::move(page));
                        });
}

void ResourceHubState::OnPage(uint64_t serial, absl::StatusOr<ResourcePage> page) {
  plan_.OnAnswer();
  Poller* poller = Find(serial);
  if (poller == nullptr) return;  // Nobody wants it any more.
  if (!page.ok()) return OnFailure(poller, page.status());
  poller->failures = 0;
  std::vector<std::string> seen_again;
  const bool more = poller->selection->TakePage(*std::move(page), &seen_again);
  for (const std::string& id : seen_again) WithdrawDoubt(poller, id);
  if (more) return plan_.Schedule(serial, now_);
  TellLook(poller, std::make_shared<const ResourceNews>(poller->selection->EndLook()));
  OnLookOver(poller);
  AskDoubts(poller);
}

void ResourceHubState::OnRow(uint64_t serial, const absl::StatusOr<SharedResource>& row) {
  plan_.OnAnswer();
  Poller* single = Find(serial);
  if (single == nullptr) return;
  if (!row.ok() && !absl::IsNotFound(row.status())) return OnFailure(single, row.status());
  single->failures = 0;
  auto news = std::make_shared<ResourceNews>();
  if (row.ok()) {
    news->rows.push_back(*row);
  } else {
    news->deleted.push_back(single->key);
  }
  OnLookOver(single);
  TellRow(single, news);
  JudgeDoubts(single, row);
  DropUnwanted(single);
}

// A read that fails for a moment is tried again where it was: beginning a long look anew each time might
// never bring it to its end.
void ResourceHubState::OnFailure(Poller* poller, const absl::Status& status) {
  if (IsMomentary(status.code())) {
    const absl::Duration pause =
        std::min(options_.page_interval * (1 << std::min(poller->failures, 16)), options_.max_backoff);
    ++poller->failures;
    const absl::Duration asked = RetryDelayOf(status).value_or(absl::ZeroDuration());
    plan_.Schedule(poller->serial, now_ + std::max(Stretch(pause), asked));
    for (const auto& [id, from_look] : poller->watches) {
      Watch& watch = watches_.at(id);
      if (watch.followed.empty() || from_look > poller->look) continue;
      auto news = std::make_shared<ResourceNews>();
      news->unread = poller->selection ? watch.followed : std::vector<std::string>{poller->key};
      Tell(id, std::move(news));
    }
    return;
  }
  std::set<ResourceWatchId> ended;  // First all of them: pollers go with their watches.
  for (const auto& [id, from_look] : poller->watches) ended.insert(id);
  for (const auto& [doubter, from_look] : poller->doubters) {
    for (const auto& [id, look] : doubter->watches) ended.insert(id);
  }
  for (const ResourceWatchId id : ended) EndWatch(id, status);
}

void ResourceHubState::OnLookOver(Poller* poller) {
  poller->looking = false;
  const absl::Duration interval = options_.page_interval * poller->reads_in_look();
  poller->fresh_until = now_ + interval;
  plan_.Schedule(poller->serial, now_ + Stretch(interval));
}

void ResourceHubState::TellLook(Poller* poller, const SharedNews& news) {
  for (const auto& [id, from_look] : poller->watches) {
    if (from_look > poller->look) continue;
    Watch* watch = &watches_.at(id);
    if (!watch->followed.empty()) {
      TellFollow(id, watch, *poller->selection);
    } else if (!watch->told) {
      watch->told = true;
      Tell(id, poller->selection->Snapshot());
    } else if (!news->empty()) {
      Tell(id, news);
    }
  }
}

// Whoever the list does not show may only have moved: Get says.
void ResourceHubState::TellFollow(ResourceWatchId id, Watch* watch, const Selection& selection) {
  auto news = std::make_shared<ResourceNews>();
  for (const std::string& followed : watch->followed) {
    if (SharedResource row = selection.FindSeen(followed)) {
      news->rows.push_back(std::move(row));
    } else {
      Poller* single = WantSingle(followed);
      if (watch->pollers.count(single) == 0) Join(single, id, watch, single->next_look());
    }
  }
  if (!news->empty()) Tell(id, std::move(news));
}

void ResourceHubState::TellRow(Poller* single, const SharedNews& news) {
  std::vector<ResourceWatchId> satisfied;
  for (const auto& [id, from_look] : single->watches) {
    if (from_look > single->look) continue;
    Tell(id, news);
    // Who follows by the list wanted to know it once.
    if (watches_.at(id).followed.size() > options_.max_followed_alone) satisfied.push_back(id);
  }
  for (const ResourceWatchId id : satisfied) {
    single->watches.erase(id);
    watches_.at(id).pollers.erase(single);
  }
}

// A few at once, so that many deletions do not hold up the looks of others.
void ResourceHubState::AskDoubts(Poller* poller) {
  for (const std::string& id : poller->selection->in_doubt()) {
    if (poller->doubts_asked.size() >= options_.max_doubts_asked) return;
    if (!poller->doubts_asked.insert(id).second) continue;
    Poller* single = WantSingle(id);
    // Also an answer that is on its way will do: it can only be wrong in saying that the row is still there,
    // and then the next look says it again.
    single->doubters.emplace(poller, single->looking ? single->look : single->next_look());
  }
}

void ResourceHubState::WithdrawDoubt(Poller* poller, const std::string& id) {
  const auto asked = poller->doubts_asked.find(id);
  if (asked == poller->doubts_asked.end()) return;
  Poller* single = singles_.at(id);
  single->doubters.erase(poller);
  poller->doubts_asked.erase(asked);  // The caller may have named it by what goes here.
  DropUnwanted(single);
}

void ResourceHubState::JudgeDoubts(Poller* single, const absl::StatusOr<SharedResource>& row) {
  const std::map<Poller*, uint64_t> doubters = single->doubters;
  for (const auto& [poller, from_look] : doubters) {
    if (from_look > single->look) continue;
    single->doubters.erase(poller);
    poller->doubts_asked.erase(single->key);
    const auto news = std::make_shared<const ResourceNews>(poller->selection->Judge(single->key, row));
    for (const auto& [id, look] : poller->watches) {
      if (!news->empty() && watches_.at(id).told) Tell(id, news);
    }
    AskDoubts(poller);
  }
}

}  // namespace cloudphone
