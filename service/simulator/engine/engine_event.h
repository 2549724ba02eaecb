#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_ENGINE_EVENT_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_ENGINE_EVENT_H_

#include <string>

#include "absl/time/time.h"
#include "service/simulator/engine/abi.h"

namespace cloudphone::simulator {

// Something that was injected and accepted, or that went wrong with its order.
struct EngineEvent {
  enum class Kind { kTouch, kKey, kBadOrder };
  Kind kind = Kind::kTouch;
  absl::Time time;
  InputTouch touch{};     // Of kTouch and kBadOrder.
  InputKey key{};         // Of kKey.
  std::string bad_order;  // "finger 0 goes down twice"; it follows the touch that it is about.
};

// One line without its end, the form of the library's event log:
//   touch pointer=0 action=0 x=52 y=157 width=720 height=1280 orientation=0 pressure=129 time=0
//   key code=24 action=0
//   bad order: finger 0 goes down twice
std::string ToLine(const EngineEvent& event);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_ENGINE_EVENT_H_
