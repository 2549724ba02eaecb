#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_INJECTED_INPUT_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_INJECTED_INPUT_H_

#include "service/simulator/engine/abi.h"
#include "service/simulator/engine/engine_options.h"

namespace cloudphone::simulator {

// The screen of a simulated phone, in pixels.
constexpr int kScreenWidth = 720;
constexpr int kScreenHeight = 1280;

// Reads what a caller passes by reference, in the layout that the library is built with.
InputTouch ReadTouch(const void* touch, EngineOptions::Layout layout);
InputKey ReadKey(const void* key);

// Whether the engine takes it: ranges only, as the sister product does it. A screen of 0 x 0 is taken for the
// phone's own (unverified). The action of a touch is not looked at.
bool IsLegal(const InputTouch& touch);
bool IsLegal(const InputKey& key);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_INJECTED_INPUT_H_
