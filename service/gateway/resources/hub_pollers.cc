// The part of ResourceHubState that keeps pollers for as long as somebody wants them.

#include <utility>

#include "service/gateway/resources/resource_hub_state.h"

namespace cloudphone {

Poller* ResourceHubState::NewPoller(std::string key) {
  const uint64_t serial = ++last_serial_;
  auto poller = std::make_unique<Poller>();
  poller->serial = serial;
  poller->key = std::move(key);
  plan_.Schedule(serial, now_);  // The first look is made at once.
  return (pollers_[serial] = std::move(poller)).get();
}

Poller* ResourceHubState::WantSelection(SharedFilter filter) {
  Poller*& poller = selections_[filter->SerializeAsString()];
  if (poller == nullptr) {
    poller = NewPoller(filter->SerializeAsString());
    poller->selection.emplace(type_, std::move(filter));
  }
  return poller;
}

Poller* ResourceHubState::WantSingle(const std::string& id) {
  Poller*& poller = singles_[id];
  if (poller == nullptr) poller = NewPoller(id);
  return poller;
}

Poller* ResourceHubState::Find(uint64_t serial) {
  const auto found = pollers_.find(serial);
  return found == pollers_.end() ? nullptr : found->second.get();
}

void ResourceHubState::Join(Poller* poller, ResourceWatchId id, Watch* watch, uint64_t from_look) {
  poller->watches.emplace(id, from_look);
  watch->pollers.insert(poller);
}

void ResourceHubState::Leave(Poller* poller, ResourceWatchId id, Watch* watch) {
  watch->pollers.erase(poller);
  poller->watches.erase(id);
  DropUnwanted(poller);
}

// Forgets a poller that nobody wants any more, and with it the read that may be on its way.
void ResourceHubState::DropUnwanted(Poller* poller) {
  if (poller->wanted()) return;
  while (!poller->doubts_asked.empty()) WithdrawDoubt(poller, *poller->doubts_asked.begin());
  plan_.Forget(poller->serial);
  (poller->selection ? selections_ : singles_).erase(poller->key);
  pollers_.erase(poller->serial);
}

}  // namespace cloudphone
