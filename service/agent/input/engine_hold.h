#ifndef CLOUDPHONE_SERVICE_AGENT_INPUT_ENGINE_HOLD_H_
#define CLOUDPHONE_SERVICE_AGENT_INPUT_ENGINE_HOLD_H_

#include <array>
#include <set>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/agent/input/pointer_state.h"

namespace cloudphone {

// What a session holds in the engine: of what was injected, what the engine took. A finger whose UP it
// refused is still in here, one whose DOWN it refused never was.
struct EngineHold {
  SecondFingers second_fingers = SecondFingers::kDown;
  std::array<absl::optional<TouchInput>, kMaxPointers> fingers;  // By number: what was injected of it last.
  std::set<uint16_t> keys;
  absl::Time last_down = absl::InfinitePast();
};

// The engine took the input, which was accepted at that time.
void Took(const EngineInput& input, absl::Time accepted_at, EngineHold* hold);

// What lifts all that is held, in the order of fingers and keys. Fingers are lifted (UP) where they were
// last: what the engine does with a CANCEL is not documented.
std::vector<EngineInput> ReleaseAll(absl::Time now, const EngineHold& hold);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_INPUT_ENGINE_HOLD_H_
