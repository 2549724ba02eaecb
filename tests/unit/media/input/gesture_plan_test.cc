#include "service/gateway/media/gesture_plan.h"

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/media/input/fake_input_agents.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> Texts(const absl::StatusOr<GesturePlan>& plan) {
  std::vector<std::string> texts;
  if (!plan.ok()) return {plan.status().ToString()};
  for (const GestureStep& step : plan->steps)
    texts.push_back(absl::StrCat(absl::FormatDuration(step.at), " ", ToText(step.event)));
  return texts;
}

v1::SwipeRequest Swipe() {
  v1::SwipeRequest swipe;
  swipe.set_phone_id("phone");
  swipe.set_screen_width(100);
  swipe.set_screen_height(200);
  return swipe;
}

TEST(GesturePlanTest, TheStartNeverTakesOver) {
  const auto plan = PlanGesture(Swipe());
  ASSERT_THAT(plan.status(), IsOk());
  EXPECT_EQ(plan->start.start().phone_id(), "phone");
  EXPECT_EQ(plan->start.start().screen_width(), 100);
  EXPECT_EQ(plan->start.start().screen_height(), 200);
  EXPECT_FALSE(plan->start.start().take_over());
}

TEST(GesturePlanTest, ASwipeTakesThreeHundredMillisecondsUnlessItIsTold) {
  const auto plan = PlanGesture(Swipe());
  ASSERT_THAT(plan.status(), IsOk());
  EXPECT_EQ(plan->steps.back().at, absl::Milliseconds(300));
  for (size_t i = 1; i < plan->steps.size(); ++i) {
    EXPECT_LE(plan->steps[i].at - plan->steps[i - 1].at, absl::Milliseconds(16)) << i;
    EXPECT_EQ(plan->steps[i].event.seq(), i + 1);
  }
  v1::SwipeRequest at_once = Swipe();
  at_once.mutable_duration();
  at_once.set_to_x(5);
  EXPECT_THAT(Texts(PlanGesture(at_once)), ElementsAre("0 1 DOWN 0,0", "0 2 MOVE 5,0", "0 3 UP 5,0"));
}

TEST(GesturePlanTest, WhatLiesOutsideIsNamed) {
  struct Row {
    const char* field;
    std::function<void(v1::SwipeRequest*)> change;
  };
  const Row rows[] = {
      {"from_x", [](v1::SwipeRequest* swipe) { swipe->set_from_x(101); }},
      {"from_y", [](v1::SwipeRequest* swipe) { swipe->set_from_y(-1); }},
      {"to_x", [](v1::SwipeRequest* swipe) { swipe->set_to_x(-1); }},
      {"to_y", [](v1::SwipeRequest* swipe) { swipe->set_to_y(201); }},
      {"duration", [](v1::SwipeRequest* swipe) { swipe->mutable_duration()->set_seconds(11); }},
      {"duration", [](v1::SwipeRequest* swipe) { swipe->mutable_duration()->set_nanos(-1); }},
  };
  for (const Row& row : rows) {
    v1::SwipeRequest swipe = Swipe();
    row.change(&swipe);
    const absl::Status status = PlanGesture(swipe).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument)) << row.field;
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.field));
  }
}

TEST(GesturePlanTest, ATapIsCheckedToo) {
  v1::TapRequest tap;
  tap.set_screen_width(10);
  tap.set_screen_height(10);
  tap.set_x(11);
  EXPECT_THAT(std::string(PlanGesture(tap).status().message()), HasSubstr("x: "));
  tap.set_x(10);
  tap.mutable_hold()->set_seconds(10);
  EXPECT_THAT(Texts(PlanGesture(tap)), ElementsAre("0 1 DOWN 10,0", "10s 2 UP 10,0"));
  tap.mutable_hold()->set_nanos(1);
  EXPECT_THAT(std::string(PlanGesture(tap).status().message()), HasSubstr("hold"));
}

TEST(GesturePlanTest, AKeyIsHeld) {
  v1::PressKeyRequest press;
  press.set_key_code(4);
  EXPECT_THAT(Texts(PlanGesture(press)), ElementsAre("0 1 DOWN 4", "50ms 2 UP 4"));
}

TEST(GesturePlanTest, CapitalsAreTypedWithShift) {
  v1::InputTextRequest text;
  text.set_text("aB");
  EXPECT_THAT(Texts(PlanGesture(text)), ElementsAre("0 1 DOWN 29", "0 2 UP 29", "10ms 3 DOWN 59",
                                                    "10ms 4 DOWN 30", "10ms 5 UP 30", "10ms 6 UP 59"));
}

TEST(GesturePlanTest, WhatNoKeyTypesIsNamed) {
  v1::InputTextRequest text;
  text.set_text("caf\xc3\xa9");
  const absl::Status status = PlanGesture(text).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("text: no key of a US keyboard types what is at byte 3"));
}

}  // namespace
}  // namespace cloudphone
