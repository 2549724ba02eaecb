#ifndef CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_INPUT_EVENTS_H_
#define CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_INPUT_EVENTS_H_

#include <cstdint>

namespace cloudphone {

// Android's MotionEvent actions, as far as they are meant to be injected. Whether the vendor wants a second
// finger as kDown or as kPointerDown is not documented; kDown is the likely form.
enum class TouchAction : uint8_t {
  kDown = 0,
  kUp = 1,
  kMove = 2,
  kCancel = 3,
  kPointerDown = 5,
  kPointerUp = 6
};

// One step of one finger, in the width of the engine's own fields, so that nothing is cut off.
struct TouchInput {
  uint8_t pointer = 0;      // 0 to 9
  uint8_t orientation = 0;  // In quarters; which way it turns is not documented.
  TouchAction action = TouchAction::kDown;
  uint16_t pressure = 129;
  uint16_t x = 0;  // 0 to width
  uint16_t y = 0;  // 0 to height
  // The screen that x and y are measured on, at most 2160 x 4096. What 0 means is not documented: set them.
  uint16_t width = 0;
  uint16_t height = 0;
  int32_t time_ms = 0;  // Since the last kDown; that the unit is milliseconds is likely (unverified).
};

// Android's KeyEvent actions, as far as the engine takes them.
enum class KeyAction : uint16_t { kDown = 0, kUp = 1 };

struct KeyInput {
  uint16_t code = 0;  // Android's KEYCODE_*
  KeyAction action = KeyAction::kDown;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_INPUT_EVENTS_H_
