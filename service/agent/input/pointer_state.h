#ifndef CLOUDPHONE_SERVICE_AGENT_INPUT_POINTER_STATE_H_
#define CLOUDPHONE_SERVICE_AGENT_INPUT_POINTER_STATE_H_

#include <array>
#include <cstdint>
#include <set>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/variant.h"
#include "adapters/media_engine/input_events.h"
#include "cloudphone/v1/input.pb.h"

namespace cloudphone {

// Limits of the engine's InputTouch. Source: the vendor's SDK reference, InjectTouchData.
constexpr int kMaxScreenWidth = 2160;
constexpr int kMaxScreenHeight = 4096;
constexpr size_t kMaxPointers = 10;
// More keys than a person holds; a bound for what must be released.
constexpr size_t kMaxHeldKeys = 32;

// What is passed to the engine.
using EngineInput = absl::variant<TouchInput, KeyInput>;

// How fingers go down and up while others are down: as the first does, or by Android's actions for that.
// Which of the two the engine wants is not documented; the first is the likely form (unverified).
enum class SecondFingers { kDown, kPointerDown };

// A finger that is down.
struct HeldPointer {
  int32_t client_id = 0;
  uint64_t step = 0;     // Of its DOWN.
  bool refused = false;  // That DOWN is one which the engine has not taken.
};

// What a session holds on its screen. The engine only checks that a point lies inside; that a finger comes
// down before it is lifted, and that nothing stays down, is for us to see to.
struct PointerState {
  int screen_width = 0;
  int screen_height = 0;
  SecondFingers second_fingers = SecondFingers::kDown;
  std::array<absl::optional<HeldPointer>, kMaxPointers> held;  // By the engine's number of the finger.
  std::set<uint16_t> keys;                                     // Those that are down.
  absl::Time last_down = absl::InfinitePast();
  uint64_t steps = 0;  // How many events have done something.
};

// Whether a start declares a screen that the engine takes; the error names the field.
absl::Status CheckStart(const v1::InputStart& start);

// What the event does to the engine, now that `now` is; `state` becomes what it is after the event. A bad
// event is an error that names the field, and changes nothing: WRONG_FIELD what cannot be; POINTER_NOT_DOWN,
// POINTER_ALREADY_DOWN, TOO_MANY_POINTERS, KEY_NOT_DOWN, TOO_MANY_KEYS what does not follow on what was.
absl::StatusOr<TouchInput> ApplyTouch(const v1::TouchEvent& event, absl::Time now, PointerState* state);
absl::StatusOr<KeyInput> ApplyKey(const v1::KeyEvent& event, PointerState* state);

// The engine refused the input of the state's step of that number. A finger whose DOWN that was may come down
// again; what else its client had in mind with it is left to the engine. Nothing else changes: a key that is
// down may go down at any time.
void Refused(const EngineInput& input, uint64_t step, PointerState* state);

// Nothing is held any more.
void LetGo(PointerState* state);

// The action that lifts a finger.
TouchAction UpAction(SecondFingers second_fingers, bool others_are_down);

// How long after a DOWN, as the engine counts.
int32_t MillisSince(absl::Time last_down, absl::Time now);

// Whether `next` makes `waiting`, the event before it, needless: both move the same finger.
bool Supersedes(const EngineInput& next, const EngineInput& waiting);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_INPUT_POINTER_STATE_H_
