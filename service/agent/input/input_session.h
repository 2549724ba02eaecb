#ifndef CLOUDPHONE_SERVICE_AGENT_INPUT_INPUT_SESSION_H_
#define CLOUDPHONE_SERVICE_AGENT_INPUT_INPUT_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "service/agent/input/engine_hold.h"
#include "service/agent/input/event_order.h"
#include "service/agent/input/input_listener.h"
#include "service/agent/input/pointer_state.h"

namespace cloudphone {

// Who controls a phone's input, and what it holds there.
struct InputSession {
  std::string id;
  std::shared_ptr<InputListener> listener;
  PointerState pointers;  // After all events that were accepted, also those that are still to be injected.
  EngineHold in_engine;   // After those that were injected; of the injector's executor.
  EventOrder order;       // Of the events that came by SendInput.
  uint64_t last_seq = 0;  // Of the events that came by the session's own stream.
  size_t queued = 0;      // How many of its steps are on their way to the engine.
  bool full = false;      // Offer() has said that no more can be taken.
  bool unread = false;    // Its client does not read what it is told.
  absl::Time heard_at;    // When its client last gave a sign of life.
  absl::Time gap_since = absl::InfiniteFuture();  // Since when an event has been missing in `order`.
  absl::Time used_at = absl::InfiniteFuture();    // Its last event; none since what it held was released.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_INPUT_INPUT_SESSION_H_
