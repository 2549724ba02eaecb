#include "service/simulator/engine/fingers.h"

#include "absl/strings/str_cat.h"

namespace cloudphone::simulator {

std::string MoveFingers(const InputTouch& touch, Fingers* fingers) {
  const int pointer = touch.pointerID;
  const bool was_down = fingers->count(pointer) != 0;
  switch (touch.action) {
    case 0:  // DOWN
    case 5:  // POINTER_DOWN
      (*fingers)[pointer] = touch;
      return was_down ? absl::StrCat("finger ", pointer, " goes down twice") : "";
    case 1:  // UP
    case 6:  // POINTER_UP
      fingers->erase(pointer);
      return was_down ? "" : absl::StrCat("finger ", pointer, " goes up and was not down");
    case 2:  // MOVE
      if (was_down) (*fingers)[pointer] = touch;
      return was_down ? "" : absl::StrCat("finger ", pointer, " moves and is not down");
    case 3:  // CANCEL
      fingers->clear();
      return "";
    default:
      return absl::StrCat("finger ", pointer, " has action ", touch.action);
  }
}

}  // namespace cloudphone::simulator
