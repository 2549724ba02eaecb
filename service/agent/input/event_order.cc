#include "service/agent/input/event_order.h"

#include <limits>
#include <utility>

namespace cloudphone {

bool EventOrder::HasRoomFor(uint64_t first_seq, size_t count) const {
  // Numbers near the end of their type would wrap around.
  if (first_seq > std::numeric_limits<uint64_t>::max() - count) return false;
  size_t added = 0;
  for (uint64_t seq = first_seq; seq < first_seq + count; ++seq) {
    if (seq >= next_ && waiting_.count(seq) == 0) ++added;
  }
  return waiting_.size() + added <= kMaxWaiting;
}

void EventOrder::Add(uint64_t first_seq, std::vector<ClientEvent> events) {
  for (ClientEvent& event : events) {
    const uint64_t seq = first_seq++;
    if (seq >= next_) waiting_.emplace(seq, NumberedEvent{seq, std::move(event)});
  }
}

const NumberedEvent* EventOrder::Front() const {
  if (waiting_.empty() || waiting_.begin()->first != next_) return nullptr;
  return &waiting_.begin()->second;
}

void EventOrder::Pop() {
  waiting_.erase(waiting_.begin());
  ++next_;
}

uint64_t EventOrder::SkipGap() { return std::exchange(next_, waiting_.begin()->first); }

uint64_t EventOrder::received_seq() const {
  uint64_t seq = next_ - 1;
  for (auto waiting = waiting_.find(next_); waiting != waiting_.end() && waiting->first == seq + 1; ++waiting)
    ++seq;
  return seq;
}

}  // namespace cloudphone
