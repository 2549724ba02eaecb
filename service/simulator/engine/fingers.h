#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_FINGERS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_FINGERS_H_

#include <map>
#include <string>

#include "service/simulator/engine/abi.h"

namespace cloudphone::simulator {

// Which fingers are down, and where: the last touch of each, by pointerID.
using Fingers = std::map<int, InputTouch>;

// Moves the fingers by a touch. Returns what is wrong with its order, or "": like the sister product the
// engine does what it is told either way. CANCEL lifts all of them.
std::string MoveFingers(const InputTouch& touch, Fingers* fingers);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_FINGERS_H_
