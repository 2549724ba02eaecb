#include "service/agent/input/engine_hold.h"

#include <algorithm>

namespace cloudphone {
namespace {

constexpr TouchInput kDefaults;

void TookTouch(const TouchInput& touch, absl::Time accepted_at, EngineHold* hold) {
  absl::optional<TouchInput>& finger = hold->fingers[touch.pointer];
  switch (touch.action) {
    case TouchAction::kDown:
    case TouchAction::kPointerDown:
      finger = touch;
      hold->last_down = accepted_at;
      return;
    case TouchAction::kMove:
      if (finger.has_value()) finger = touch;
      return;
    case TouchAction::kUp:
    case TouchAction::kPointerUp:
      return finger.reset();
    case TouchAction::kCancel:
      return hold->fingers.fill(absl::nullopt);
  }
}

}  // namespace

void Took(const EngineInput& input, absl::Time accepted_at, EngineHold* hold) {
  if (const auto* touch = absl::get_if<TouchInput>(&input)) return TookTouch(*touch, accepted_at, hold);
  const auto& key = absl::get<KeyInput>(input);
  if (key.action == KeyAction::kDown) {
    hold->keys.insert(key.code);
  } else {
    hold->keys.erase(key.code);
  }
}

std::vector<EngineInput> ReleaseAll(absl::Time now, const EngineHold& hold) {
  std::vector<EngineInput> inputs;
  auto left = std::count_if(hold.fingers.begin(), hold.fingers.end(),
                            [](const auto& finger) { return finger.has_value(); });
  for (const absl::optional<TouchInput>& finger : hold.fingers) {
    if (!finger.has_value()) continue;
    TouchInput up = *finger;
    up.action = UpAction(hold.second_fingers, --left > 0);
    up.pressure = kDefaults.pressure;
    up.time_ms = MillisSince(hold.last_down, now);
    inputs.emplace_back(up);
  }
  for (const uint16_t key : hold.keys) inputs.emplace_back(KeyInput{key, KeyAction::kUp});
  return inputs;
}

}  // namespace cloudphone
