#include "service/gateway/resources/read_plan.h"

#include <algorithm>

namespace cloudphone {

void ReadPlan::Schedule(uint64_t poller, absl::Time due) {
  Forget(poller);
  const auto place = std::make_pair(due, ++last_place_);
  due_.emplace(place, poller);
  places_[poller] = place;
}

void ReadPlan::Forget(uint64_t poller) {
  const auto found = places_.find(poller);
  if (found == places_.end()) return;
  due_.erase(found->second);
  places_.erase(found);
}

uint64_t ReadPlan::TakeNext(absl::Time now) {
  if (in_flight_ >= max_in_flight_ || due_.empty() || due_.begin()->first.first > now) return 0;
  if (paid_ == absl::InfiniteFuture()) paid_ = reads_ == nullptr ? now : reads_->Reserve(now);
  if (paid_ > now) return 0;
  paid_ = absl::InfiniteFuture();
  const uint64_t poller = due_.begin()->second;
  Forget(poller);
  ++in_flight_;
  return poller;
}

absl::Time ReadPlan::NextTime() const {
  if (in_flight_ >= max_in_flight_ || due_.empty()) return absl::InfiniteFuture();
  const absl::Time due = due_.begin()->first.first;
  return paid_ == absl::InfiniteFuture() ? due : std::max(due, paid_);
}

}  // namespace cloudphone
