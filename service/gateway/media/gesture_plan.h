#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_GESTURE_PLAN_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_GESTURE_PLAN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cloudphone/agent/v1/input_service.pb.h"
#include "cloudphone/v1/input_service.pb.h"

namespace cloudphone {

// An event and when it is due, from the beginning of the gesture.
struct GestureStep {
  absl::Duration at;
  agent::v1::ControlInputRequest event;
};

// What a gesture is made of: the start of its session, and its events in order, numbered from 1.
struct GesturePlan {
  agent::v1::ControlInputRequest start;
  std::vector<GestureStep> steps;
};

// How a finger draws: a move every so often, as the screens of phones look at fingers.
constexpr absl::Duration kMoveInterval = absl::Milliseconds(12);

// The plans of the gestures of the contract, whose fields have been checked one by one. INVALID_ARGUMENT
// names the field: a point outside the declared screen, a time that is too long, a character that no key
// types.
absl::StatusOr<GesturePlan> PlanGesture(const v1::TapRequest& tap);
absl::StatusOr<GesturePlan> PlanGesture(const v1::SwipeRequest& swipe);
absl::StatusOr<GesturePlan> PlanGesture(const v1::PressKeyRequest& press);
absl::StatusOr<GesturePlan> PlanGesture(const v1::InputTextRequest& text);

// The times of gestures: what the request says, or the default. Zero is no default for a hold that is set.
absl::StatusOr<absl::Duration> HoldOf(const v1::TapRequest& tap);
absl::StatusOr<absl::Duration> HoldOf(const v1::PressKeyRequest& press);
absl::StatusOr<absl::Duration> DurationOf(const v1::SwipeRequest& swipe);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_GESTURE_PLAN_H_
