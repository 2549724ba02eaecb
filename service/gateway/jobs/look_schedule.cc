#include "service/gateway/jobs/look_schedule.h"

#include <algorithm>

namespace cloudphone {

void LookSchedule::After(const RequestPtr& request, const Last& last, absl::Time now) {
  const absl::Duration interval = request->interval * std::min(last.stretch, 1 + options_.jitter);
  const absl::Time from = std::max(last.time + interval * (1 - options_.jitter), now);
  const absl::Time to = std::max(last.time + interval * (1 + options_.jitter), from);
  request->interval = std::min(request->interval * options_.growth, options_.max_interval);
  absl::Time due = from + (to - from) * std::uniform_real_distribution<double>(0, 1)(random_);
  if (!request->ask_alone) {
    const auto tick = shared_.lower_bound({from, 0});
    if (tick != shared_.end() && tick->first.first <= to) {
      due = tick->first.first;
    } else if (tick != shared_.begin() && shared_.begin()->first.first - last.time <= to - from) {
      due = to;  // Others go soon; when they go the next time, this is in their reach.
    }
  }
  At(request, due);
  request->opens = from - std::clamp(last.held_up, absl::ZeroDuration(), to - from);
}

void LookSchedule::At(const RequestPtr& request, absl::Time due) {
  Drop(*request);
  request->opens = due;
  request->due = due;
  (request->ask_alone ? alone_ : shared_).emplace(std::make_pair(due, request->number()), request);
}

void LookSchedule::Drop(const WatchedRequest& request) {
  alone_.erase({request.due, request.number()});
  shared_.erase({request.due, request.number()});
}

absl::Time LookSchedule::NextDue() const {
  absl::Time next = absl::InfiniteFuture();
  for (const Queue* queue : {&alone_, &shared_}) {
    if (!queue->empty()) next = std::min(next, queue->begin()->first.first);
  }
  return next;
}

RequestPtr LookSchedule::TakeAlone() {
  RequestPtr request = std::move(alone_.begin()->second);
  alone_.erase(alone_.begin());
  return request;
}

std::vector<RequestPtr> LookSchedule::TakeTick(absl::Time now) {
  std::vector<RequestPtr> tick;
  if (shared_.empty() || shared_.begin()->first.first > now) return tick;
  for (auto next = shared_.begin(); next != shared_.end();) {
    if (next->second->opens > now) {
      ++next;
      continue;
    }
    tick.push_back(std::move(next->second));
    next = shared_.erase(next);
  }
  return tick;
}

}  // namespace cloudphone
