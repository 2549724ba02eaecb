#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_SLOW_GESTURE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_SLOW_GESTURE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cloudphone/v1/adb_service.pb.h"
#include "cloudphone/v1/input_service.pb.h"

namespace cloudphone {

// The slow path of gestures: Android's own command `input`, run by the vendor's synchronous shell command.
// For phones whose agent cannot be reached.

// The shell command that makes the gesture, whose plan has been made without an error. INVALID_ARGUMENT names
// the field that only an agent can do: more than 1.5 s, since the vendor gives a command 2 s; a character
// that its commands do not take.
absl::StatusOr<std::string> SlowCommand(const v1::TapRequest& tap);
absl::StatusOr<std::string> SlowCommand(const v1::SwipeRequest& swipe);
absl::StatusOr<std::string> SlowCommand(const v1::PressKeyRequest& press);
absl::StatusOr<std::string> SlowCommand(const v1::InputTextRequest& text);

// What the command's one target says of the gesture: the job's failure or the phone's refusal; ABORTED
// (OUTCOME_UNKNOWN) when it has not ended; FAILED_PRECONDITION (INPUT_COMMAND_FAILED) when the command
// printed something, which `input` does only to complain.
absl::Status SlowOutcome(const v1::RunSyncCommandResponse& response);

// Whether the gesture failed since there is no agent, so that the slow path may help.
bool LacksAgent(const absl::Status& status);

// The same status, which says also that there is a slow path.
absl::Status WithSlowPathHint(const absl::Status& status);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_SLOW_GESTURE_H_
