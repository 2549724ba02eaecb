#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_US_KEYBOARD_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_US_KEYBOARD_H_

#include "absl/types/optional.h"

namespace cloudphone {

// Android's KEYCODE_SHIFT_LEFT and KEYCODE_SPACE.
constexpr int kShiftKey = 59;
constexpr int kSpaceKey = 62;

// How a character is typed.
struct KeyStroke {
  int key_code = 0;    // Android's KeyEvent.KEYCODE_*.
  bool shift = false;  // With SHIFT held.
};

// The key of a US keyboard that types the character: visible ASCII, space and line feed; nothing for others.
// Source: Android's Generic.kcm, the map of keyboards that have none of their own.
absl::optional<KeyStroke> StrokeOf(char character);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_US_KEYBOARD_H_
