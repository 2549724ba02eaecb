#ifndef CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_SHELL_INPUT_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_SHELL_INPUT_H_

#include "absl/strings/string_view.h"
#include "adapters/media_engine/media_engine.h"

namespace cloudphone::simulator {

// Lets the fingers and keys of a phone do what the shell's `input` does: tap, swipe, draganddrop, and
// keyevent with numbers. Text is typed by nobody; other commands inject nothing. What the engine refuses is
// left out.
void InjectCommand(absl::string_view command, MediaEngine* engine);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_SHELL_INPUT_H_
