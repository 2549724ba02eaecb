#include "service/agent/input/pointer_state.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "service/agent/agent_errors.h"

namespace cloudphone {
namespace {

constexpr char kWrongField[] = "WRONG_FIELD";
constexpr uint16_t kDefaultPressure = 129;
constexpr int kMaxU16 = 65535;

absl::Status CheckRange(absl::string_view field, int value, int min, int max) {
  if (value >= min && value <= max) return absl::OkStatus();
  return WrongField(kWrongField, field, absl::StrCat(value, " is not within ", min, " and ", max));
}

absl::Status CheckTouch(const v1::TouchEvent& event, const PointerState& state) {
  if (absl::Status x = CheckRange("touch.x", event.x(), 0, state.screen_width); !x.ok()) return x;
  if (absl::Status y = CheckRange("touch.y", event.y(), 0, state.screen_height); !y.ok()) return y;
  return CheckRange("touch.pressure", event.pressure(), 0, kMaxU16);
}

// The engine's number of a finger that is down, or kMaxPointers.
size_t SlotOf(int32_t client_id, const PointerState& state) {
  const auto slot = std::find_if(state.held.begin(), state.held.end(), [client_id](const auto& pointer) {
    return pointer.has_value() && pointer->client_id == client_id;
  });
  return static_cast<size_t>(slot - state.held.begin());
}

// The smallest number that is free, or else one of a finger that never came down.
size_t FreeSlot(const PointerState& state) {
  auto slot = std::find_if(state.held.begin(), state.held.end(),
                           [](const auto& pointer) { return !pointer.has_value(); });
  if (slot == state.held.end()) {
    slot = std::find_if(state.held.begin(), state.held.end(),
                        [](const auto& pointer) { return pointer->refused; });
  }
  return static_cast<size_t>(slot - state.held.begin());
}

TouchInput MakeTouch(size_t slot, TouchAction action, uint16_t x, uint16_t y, absl::Time now,
                     const PointerState& state) {
  TouchInput input;
  input.pointer = static_cast<uint8_t>(slot);
  input.action = action;
  input.x = x;
  input.y = y;
  input.width = static_cast<uint16_t>(state.screen_width);
  input.height = static_cast<uint16_t>(state.screen_height);
  input.time_ms = MillisSince(state.last_down, now);
  return input;
}

bool AnyIsDown(const PointerState& state) {
  return std::any_of(state.held.begin(), state.held.end(),
                     [](const auto& pointer) { return pointer.has_value() && !pointer->refused; });
}

// Finds the finger's number among the engine's, where the action may follow on what was.
absl::StatusOr<size_t> FindSlot(const v1::TouchEvent& event, const PointerState& state) {
  const size_t slot = SlotOf(event.pointer_id(), state);
  const bool is_down = slot < kMaxPointers;
  switch (event.action()) {
    case v1::TOUCH_ACTION_DOWN: {
      if (is_down && state.held[slot]->refused) return slot;
      if (is_down)
        return WrongField("POINTER_ALREADY_DOWN", "touch.pointer_id",
                          absl::StrCat("finger ", event.pointer_id(), " is down already"));
      const size_t free = FreeSlot(state);
      if (free < kMaxPointers) return free;
      return WrongField("TOO_MANY_POINTERS", "touch.pointer_id",
                        absl::StrCat(kMaxPointers, " fingers are down already"));
    }
    case v1::TOUCH_ACTION_UP:
    case v1::TOUCH_ACTION_MOVE:
      if (is_down) return slot;
      return WrongField("POINTER_NOT_DOWN", "touch.pointer_id",
                        absl::StrCat("finger ", event.pointer_id(), " is not down"));
    case v1::TOUCH_ACTION_CANCEL:
      return is_down ? slot : 0;
    default:
      return WrongField(kWrongField, "touch.action", "is none that is known");
  }
}

}  // namespace

absl::Status CheckStart(const v1::InputStart& start) {
  absl::Status width = CheckRange("start.screen_width", start.screen_width(), 1, kMaxScreenWidth);
  if (!width.ok()) return width;
  return CheckRange("start.screen_height", start.screen_height(), 1, kMaxScreenHeight);
}

absl::StatusOr<TouchInput> ApplyTouch(const v1::TouchEvent& event, absl::Time now, PointerState* state) {
  if (absl::Status checked = CheckTouch(event, *state); !checked.ok()) return checked;
  const absl::StatusOr<size_t> slot = FindSlot(event, *state);
  if (!slot.ok()) return slot.status();
  const auto x = static_cast<uint16_t>(event.x());
  const auto y = static_cast<uint16_t>(event.y());
  const auto apply = [&](TouchAction action) {
    TouchInput input = MakeTouch(*slot, action, x, y, now, *state);
    input.pressure = event.pressure() == 0 ? kDefaultPressure : static_cast<uint16_t>(event.pressure());
    return input;
  };
  ++state->steps;
  switch (event.action()) {
    case v1::TOUCH_ACTION_DOWN: {
      const bool is_second = state->second_fingers == SecondFingers::kPointerDown && AnyIsDown(*state);
      state->held[*slot] = HeldPointer{event.pointer_id(), state->steps};
      state->last_down = now;
      return apply(is_second ? TouchAction::kPointerDown : TouchAction::kDown);
    }
    case v1::TOUCH_ACTION_MOVE:
      return apply(TouchAction::kMove);
    case v1::TOUCH_ACTION_UP:
      state->held[*slot].reset();
      return apply(UpAction(state->second_fingers, AnyIsDown(*state)));
    default:
      state->held.fill(absl::nullopt);
      return apply(TouchAction::kCancel);
  }
}

absl::StatusOr<KeyInput> ApplyKey(const v1::KeyEvent& event, PointerState* state) {
  if (absl::Status code = CheckRange("key.key_code", event.key_code(), 1, kMaxU16); !code.ok()) return code;
  const auto code = static_cast<uint16_t>(event.key_code());
  switch (event.action()) {
    case v1::KEY_ACTION_DOWN:
      if (state->keys.size() >= kMaxHeldKeys && state->keys.count(code) == 0)
        return WrongField("TOO_MANY_KEYS", "key.key_code",
                          absl::StrCat(kMaxHeldKeys, " keys are down already"));
      state->keys.insert(code);
      ++state->steps;
      return KeyInput{code, KeyAction::kDown};
    case v1::KEY_ACTION_UP:
      if (state->keys.erase(code) == 0)
        return WrongField("KEY_NOT_DOWN", "key.key_code", absl::StrCat("key ", code, " is not down"));
      ++state->steps;
      return KeyInput{code, KeyAction::kUp};
    default:
      return WrongField(kWrongField, "key.action", "is none that is known");
  }
}

void Refused(const EngineInput& input, uint64_t step, PointerState* state) {
  const auto* touch = absl::get_if<TouchInput>(&input);
  if (touch == nullptr) return;
  absl::optional<HeldPointer>& pointer = state->held[touch->pointer];
  if (pointer.has_value() && pointer->step == step) pointer->refused = true;
}

void LetGo(PointerState* state) {
  state->held.fill(absl::nullopt);
  state->keys.clear();
}

TouchAction UpAction(SecondFingers second_fingers, bool others_are_down) {
  return second_fingers == SecondFingers::kPointerDown && others_are_down ? TouchAction::kPointerUp
                                                                          : TouchAction::kUp;
}

int32_t MillisSince(absl::Time last_down, absl::Time now) {
  const absl::Duration since = last_down == absl::InfinitePast() ? absl::ZeroDuration() : now - last_down;
  return static_cast<int32_t>(
      std::clamp<int64_t>(absl::ToInt64Milliseconds(since), 0, std::numeric_limits<int32_t>::max()));
}

bool Supersedes(const EngineInput& next, const EngineInput& waiting) {
  const auto* newer = absl::get_if<TouchInput>(&next);
  const auto* older = absl::get_if<TouchInput>(&waiting);
  return newer != nullptr && older != nullptr && newer->action == TouchAction::kMove &&
         older->action == TouchAction::kMove && newer->pointer == older->pointer;
}

}  // namespace cloudphone
