#ifndef CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_SCREEN_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_SCREEN_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/simulator/agents/png_writer.h"
#include "service/simulator/engine/fingers.h"

namespace cloudphone::simulator {

// Half the size of the phone's own screen, for speed.
constexpr int kPictureWidth = 360;
constexpr int kPictureHeight = 640;

// What a simulated phone shows: its name, the time (UTC), and a disc with its number wherever a finger is.
Picture DrawScreen(absl::string_view name, absl::Time time, const Fingers& fingers);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_SCREEN_H_
