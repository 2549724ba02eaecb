#ifndef CLOUDPHONE_TESTS_UNIT_AGENT_INPUT_EVENTS_H_
#define CLOUDPHONE_TESTS_UNIT_AGENT_INPUT_EVENTS_H_

#include "cloudphone/v1/input.pb.h"

namespace cloudphone {

inline v1::InputStart StartOf(int width, int height, bool take_over) {
  v1::InputStart start;
  start.set_screen_width(width);
  start.set_screen_height(height);
  start.set_take_over(take_over);
  return start;
}

inline v1::TouchEvent Touch(v1::TouchAction action, int pointer, int x = 0, int y = 0) {
  v1::TouchEvent event;
  event.set_action(action);
  event.set_pointer_id(pointer);
  event.set_x(x);
  event.set_y(y);
  return event;
}
inline v1::TouchEvent Down(int pointer, int x = 0, int y = 0) {
  return Touch(v1::TOUCH_ACTION_DOWN, pointer, x, y);
}
inline v1::TouchEvent Move(int pointer, int x = 0, int y = 0) {
  return Touch(v1::TOUCH_ACTION_MOVE, pointer, x, y);
}
inline v1::TouchEvent Up(int pointer, int x = 0, int y = 0) {
  return Touch(v1::TOUCH_ACTION_UP, pointer, x, y);
}
inline v1::TouchEvent Cancel(int pointer) { return Touch(v1::TOUCH_ACTION_CANCEL, pointer); }

inline v1::KeyEvent Key(v1::KeyAction action, int code) {
  v1::KeyEvent event;
  event.set_action(action);
  event.set_key_code(code);
  return event;
}
inline v1::KeyEvent KeyDown(int code) { return Key(v1::KEY_ACTION_DOWN, code); }
inline v1::KeyEvent KeyUp(int code) { return Key(v1::KEY_ACTION_UP, code); }

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_AGENT_INPUT_EVENTS_H_
