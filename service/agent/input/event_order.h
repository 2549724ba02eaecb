#ifndef CLOUDPHONE_SERVICE_AGENT_INPUT_EVENT_ORDER_H_
#define CLOUDPHONE_SERVICE_AGENT_INPUT_EVENT_ORDER_H_

#include <cstdint>
#include <map>
#include <vector>

#include "absl/types/variant.h"
#include "cloudphone/v1/input.pb.h"

namespace cloudphone {

// What a client's event says.
using ClientEvent = absl::variant<v1::TouchEvent, v1::KeyEvent>;

// An event with its number.
struct NumberedEvent {
  uint64_t seq = 0;
  ClientEvent event;
};

// Puts events in order whose calls overtook each other. Numbers begin with 1. What is there already is
// dropped; what comes too early waits, at most kMaxWaiting of them. Not thread-safe; has no clock.
class EventOrder {
 public:
  static constexpr size_t kMaxWaiting = 64;
  static constexpr uint64_t kMaxAhead = 1000;

  // False for a number so far ahead that it can only be wrong: those before it would be given up for it.
  bool IsInReach(uint64_t first_seq) const { return first_seq <= next_ + kMaxAhead; }

  // Whether events from `first_seq` on, `count` of them, can be taken.
  bool HasRoomFor(uint64_t first_seq, size_t count) const;

  // Takes events, for which there is room.
  void Add(uint64_t first_seq, std::vector<ClientEvent> events);

  // The next event whose turn it is, or nothing before what is missing has come. The pointer holds until the
  // next call.
  const NumberedEvent* Front() const;
  void Pop();

  // Whether events wait for one that is missing.
  bool HasGap() const { return !waiting_.empty() && Front() == nullptr; }
  // Goes on without what is missing; returns its first number. Only where there is a gap.
  uint64_t SkipGap();

  // Every event up to this number has come, or was given up.
  uint64_t received_seq() const;

 private:
  uint64_t next_ = 1;
  std::map<uint64_t, NumberedEvent> waiting_;  // By number; also those whose turn it is.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_INPUT_EVENT_ORDER_H_
