#include "service/gateway/media/gesture_plan.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/duration.pb.h"
#include "service/gateway/media/input_errors.h"
#include "service/gateway/media/us_keyboard.h"

namespace cloudphone {
namespace {

constexpr char kWrongField[] = "WRONG_FIELD";
constexpr absl::Duration kLongest = absl::Seconds(10);
constexpr absl::Duration kDefaultHold = absl::Milliseconds(50);
constexpr absl::Duration kDefaultSwipe = absl::Milliseconds(300);
// Faster than people type, and slow enough for apps that look each letter up.
constexpr absl::Duration kTypeInterval = absl::Milliseconds(10);

absl::StatusOr<absl::Duration> ReadDuration(absl::string_view field,
                                            const google::protobuf::Duration& given) {
  const absl::Duration read = absl::Seconds(given.seconds()) + absl::Nanoseconds(given.nanos());
  if (read < absl::ZeroDuration() || read > kLongest || given.seconds() < 0 || given.nanos() < 0)
    return WrongInput(kWrongField, field, "is not within 0 and 10 s");
  return read;
}

absl::Status CheckPoint(absl::string_view field, int value, int size) {
  if (value >= 0 && value <= size) return absl::OkStatus();
  return WrongInput(kWrongField, field, absl::StrCat(value, " is not within 0 and ", size));
}

template <typename Request>
GesturePlan BeginPlan(const Request& request, int width, int height) {
  GesturePlan plan;
  v1::InputStart* start = plan.start.mutable_start();
  start->set_phone_id(request.phone_id());
  start->set_screen_width(width);
  start->set_screen_height(height);
  return plan;
}

agent::v1::ControlInputRequest* AddStep(absl::Duration at, GesturePlan* plan) {
  plan->steps.emplace_back();
  plan->steps.back().at = at;
  plan->steps.back().event.set_seq(plan->steps.size());
  return &plan->steps.back().event;
}

void AddTouch(absl::Duration at, v1::TouchAction action, int x, int y, GesturePlan* plan) {
  v1::TouchEvent* touch = AddStep(at, plan)->mutable_touch();
  touch->set_action(action);
  touch->set_x(x);
  touch->set_y(y);
}

void AddKey(absl::Duration at, v1::KeyAction action, int key_code, GesturePlan* plan) {
  v1::KeyEvent* key = AddStep(at, plan)->mutable_key();
  key->set_action(action);
  key->set_key_code(key_code);
}

// The point of a line that is there after `at` of `whole`.
int Between(int from, int to, absl::Duration at, absl::Duration whole) {
  return from + static_cast<int>((int64_t{to} - from) * absl::ToInt64Microseconds(at) /
                                 absl::ToInt64Microseconds(whole));
}

}  // namespace

absl::StatusOr<absl::Duration> HoldOf(const v1::TapRequest& tap) {
  if (!tap.has_hold()) return kDefaultHold;
  return ReadDuration("hold", tap.hold());
}

absl::StatusOr<absl::Duration> HoldOf(const v1::PressKeyRequest& press) {
  if (!press.has_hold()) return kDefaultHold;
  return ReadDuration("hold", press.hold());
}

absl::StatusOr<absl::Duration> DurationOf(const v1::SwipeRequest& swipe) {
  if (!swipe.has_duration()) return kDefaultSwipe;
  return ReadDuration("duration", swipe.duration());
}

absl::StatusOr<GesturePlan> PlanGesture(const v1::TapRequest& tap) {
  const absl::StatusOr<absl::Duration> hold = HoldOf(tap);
  absl::Status checked = hold.status();
  checked.Update(CheckPoint("x", tap.x(), tap.screen_width()));
  checked.Update(CheckPoint("y", tap.y(), tap.screen_height()));
  if (!checked.ok()) return checked;
  GesturePlan plan = BeginPlan(tap, tap.screen_width(), tap.screen_height());
  AddTouch(absl::ZeroDuration(), v1::TOUCH_ACTION_DOWN, tap.x(), tap.y(), &plan);
  AddTouch(*hold, v1::TOUCH_ACTION_UP, tap.x(), tap.y(), &plan);
  return plan;
}

absl::StatusOr<GesturePlan> PlanGesture(const v1::SwipeRequest& swipe) {
  const absl::StatusOr<absl::Duration> whole = DurationOf(swipe);
  absl::Status checked = whole.status();
  checked.Update(CheckPoint("from_x", swipe.from_x(), swipe.screen_width()));
  checked.Update(CheckPoint("from_y", swipe.from_y(), swipe.screen_height()));
  checked.Update(CheckPoint("to_x", swipe.to_x(), swipe.screen_width()));
  checked.Update(CheckPoint("to_y", swipe.to_y(), swipe.screen_height()));
  if (!checked.ok()) return checked;
  GesturePlan plan = BeginPlan(swipe, swipe.screen_width(), swipe.screen_height());
  AddTouch(absl::ZeroDuration(), v1::TOUCH_ACTION_DOWN, swipe.from_x(), swipe.from_y(), &plan);
  for (absl::Duration at = kMoveInterval; at < *whole; at += kMoveInterval) {
    AddTouch(at, v1::TOUCH_ACTION_MOVE, Between(swipe.from_x(), swipe.to_x(), at, *whole),
             Between(swipe.from_y(), swipe.to_y(), at, *whole), &plan);
  }
  // It stands where it ends before it is lifted: what an app makes of an UP elsewhere is its own.
  AddTouch(*whole, v1::TOUCH_ACTION_MOVE, swipe.to_x(), swipe.to_y(), &plan);
  AddTouch(*whole, v1::TOUCH_ACTION_UP, swipe.to_x(), swipe.to_y(), &plan);
  return plan;
}

absl::StatusOr<GesturePlan> PlanGesture(const v1::PressKeyRequest& press) {
  const absl::StatusOr<absl::Duration> hold = HoldOf(press);
  if (!hold.ok()) return hold.status();
  GesturePlan plan = BeginPlan(press, 1, 1);  // Keys know no screen.
  AddKey(absl::ZeroDuration(), v1::KEY_ACTION_DOWN, press.key_code(), &plan);
  AddKey(*hold, v1::KEY_ACTION_UP, press.key_code(), &plan);
  return plan;
}

absl::StatusOr<GesturePlan> PlanGesture(const v1::InputTextRequest& text) {
  GesturePlan plan = BeginPlan(text, 1, 1);
  absl::Duration at;
  for (size_t i = 0; i < text.text().size(); ++i, at += kTypeInterval) {
    const absl::optional<KeyStroke> stroke = StrokeOf(text.text()[i]);
    if (!stroke.has_value())
      return WrongInput(kWrongField, "text",
                        absl::StrCat("no key of a US keyboard types what is at byte ", i));
    if (stroke->shift) AddKey(at, v1::KEY_ACTION_DOWN, kShiftKey, &plan);
    AddKey(at, v1::KEY_ACTION_DOWN, stroke->key_code, &plan);
    AddKey(at, v1::KEY_ACTION_UP, stroke->key_code, &plan);
    if (stroke->shift) AddKey(at, v1::KEY_ACTION_UP, kShiftKey, &plan);
  }
  return plan;
}

}  // namespace cloudphone
