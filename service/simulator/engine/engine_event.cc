#include "service/simulator/engine/engine_event.h"

#include "absl/strings/str_cat.h"

namespace cloudphone::simulator {

std::string ToLine(const EngineEvent& event) {
  const InputTouch& touch = event.touch;
  switch (event.kind) {
    case EngineEvent::Kind::kTouch:
      return absl::StrCat("touch pointer=", touch.pointerID, " action=", touch.action, " x=", touch.touchX,
                          " y=", touch.touchY, " width=", touch.physicalWidth,
                          " height=", touch.physicalHeight, " orientation=", touch.orientation,
                          " pressure=", touch.pressure, " time=", touch.touchTime);
    case EngineEvent::Kind::kKey:
      return absl::StrCat("key code=", event.key.keyCode, " action=", event.key.action);
    case EngineEvent::Kind::kBadOrder:
      break;
  }
  return absl::StrCat("bad order: ", event.bad_order);
}

}  // namespace cloudphone::simulator
