#ifndef CLOUDPHONE_SERVICE_AGENT_INPUT_INPUT_LISTENER_H_
#define CLOUDPHONE_SERVICE_AGENT_INPUT_INPUT_LISTENER_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "cloudphone/v1/input.pb.h"

namespace cloudphone {

// Is told what becomes of a session and its events. On any thread and on several at once, never under a lock;
// it must not wait.
class InputListener {
 public:
  virtual ~InputListener() = default;

  // Events up to `seq` are over; the delay is that of `seq`.
  virtual void OnAck(uint64_t seq, absl::Duration inject_delay) = 0;
  // Comes before any ack that covers the event.
  virtual void OnError(uint64_t seq, const absl::Status& error) = 0;
  // More events can be taken, after Offer() said that no more can.
  virtual void OnRoom() = 0;
  // The session has ended against its will. Nothing but acks of events that were on their way may follow.
  virtual void OnLost(v1::ControlLostCause cause) = 0;
  // The session was closed, all its events are over, and what it held is released. The last that it is told:
  // why, where that was not its client's wish; else OK.
  virtual void OnClosed(const absl::Status& why) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_INPUT_INPUT_LISTENER_H_
