// The state machine of fingers and keys.

#include "service/agent/input/pointer_state.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "service/agent/input/engine_hold.h"
#include "tests/matchers.h"
#include "tests/unit/agent/fake_media_engine.h"
#include "tests/unit/agent/input_events.h"

namespace cloudphone {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PointerStateTest : public testing::Test {
 protected:
  PointerStateTest() {
    state_.screen_width = 720;
    state_.screen_height = 1280;
  }

  // What the engine is told, and takes, or the reason why not.
  std::string Do(const v1::TouchEvent& event) {
    const absl::StatusOr<TouchInput> input = ApplyTouch(event, now_, &state_);
    if (!input.ok()) return ReasonOf(input.status());
    Took(*input, now_, &hold_);
    return ToText(*input);
  }
  std::string Do(const v1::KeyEvent& event) {
    const absl::StatusOr<KeyInput> input = ApplyKey(event, &state_);
    if (!input.ok()) return ReasonOf(input.status());
    Took(*input, now_, &hold_);
    return ToText(*input);
  }
  std::vector<std::string> Release() {
    std::vector<std::string> texts;
    for (const EngineInput& input : ReleaseAll(now_, hold_)) {
      texts.push_back(absl::visit([](const auto& one) { return ToText(one); }, input));
      Took(input, now_, &hold_);
    }
    return texts;
  }
  void SetSecondFingers(SecondFingers second_fingers) {
    state_.second_fingers = hold_.second_fingers = second_fingers;
  }

  PointerState state_;
  EngineHold hold_;
  absl::Time now_ = absl::FromUnixSeconds(1000);
};

TEST_F(PointerStateTest, AFingerGoesDownMovesAndIsLifted) {
  EXPECT_EQ(Do(Down(7, 10, 20)), "DOWN 0 10,20");
  EXPECT_EQ(Do(Move(7, 11, 21)), "MOVE 0 11,21");
  EXPECT_EQ(Do(Up(7, 12, 22)), "UP 0 12,22");
  EXPECT_THAT(Release(), IsEmpty());
}

TEST_F(PointerStateTest, WhatDoesNotFollowIsRefusedAndChangesNothing) {
  EXPECT_EQ(Do(Move(1)), "POINTER_NOT_DOWN");
  EXPECT_EQ(Do(Up(1)), "POINTER_NOT_DOWN");
  EXPECT_EQ(Do(Down(1, 5, 5)), "DOWN 0 5,5");
  EXPECT_EQ(Do(Down(1, 9, 9)), "POINTER_ALREADY_DOWN");
  EXPECT_EQ(Do(Up(2)), "POINTER_NOT_DOWN");
  EXPECT_THAT(Release(), ElementsAre("UP 0 5,5"));
}

TEST_F(PointerStateTest, TenFingersFitAndTheEleventhIsRefused) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Do(Down(100 + i, i, i)), absl::StrCat("DOWN ", i, " ", i, ",", i));
  EXPECT_EQ(Do(Down(-1)), "TOO_MANY_POINTERS");
  EXPECT_EQ(Do(Up(103, 1, 1)), "UP 3 1,1");
  EXPECT_EQ(Do(Down(-1)), "DOWN 3 0,0") << "takes the smallest number that is free";
}

TEST_F(PointerStateTest, PointsOutsideOfTheScreenAreRefusedByField) {
  EXPECT_EQ(Do(Down(1, 720, 1280)), "DOWN 0 720,1280") << "the vendor counts the edge in";
  const auto field = [this](const v1::TouchEvent& event) {
    return DetailOf<google::rpc::BadRequest>(ApplyTouch(event, now_, &state_)).field_violations(0).field();
  };
  EXPECT_EQ(field(Move(1, 721, 0)), "touch.x");
  EXPECT_EQ(field(Move(1, -1, 0)), "touch.x");
  EXPECT_EQ(field(Move(1, 0, 1281)), "touch.y");
  v1::TouchEvent hard = Move(1);
  hard.set_pressure(65536);
  EXPECT_EQ(field(hard), "touch.pressure");
  EXPECT_EQ(field(Touch(v1::TOUCH_ACTION_UNSPECIFIED, 1)), "touch.action");
  EXPECT_EQ(field(Touch(static_cast<v1::TouchAction>(99), 1)), "touch.action");
}

TEST_F(PointerStateTest, CancelTakesBackAllFingersAndIsAlwaysAllowed) {
  EXPECT_EQ(Do(Cancel(5)), "CANCEL 0 0,0");
  Do(Down(1));
  Do(Down(2));
  EXPECT_EQ(Do(Cancel(2)), "CANCEL 1 0,0");
  EXPECT_THAT(Release(), IsEmpty());
  EXPECT_EQ(Do(Move(1)), "POINTER_NOT_DOWN");
}

TEST_F(PointerStateTest, KeysRepeatAndGoUpOnlyWhenDown) {
  EXPECT_EQ(Do(KeyUp(4)), "KEY_NOT_DOWN");
  EXPECT_EQ(Do(KeyDown(4)), "KEY_DOWN 4");
  EXPECT_EQ(Do(KeyDown(4)), "KEY_DOWN 4");
  EXPECT_EQ(Do(KeyUp(4)), "KEY_UP 4");
  EXPECT_EQ(Do(KeyDown(0)), "WRONG_FIELD");
  EXPECT_EQ(Do(KeyDown(65536)), "WRONG_FIELD");
  EXPECT_EQ(Do(Key(v1::KEY_ACTION_UNSPECIFIED, 4)), "WRONG_FIELD");
}

TEST_F(PointerStateTest, HeldKeysAreBounded) {
  for (int i = 1; i <= 32; ++i) Do(KeyDown(i));
  EXPECT_EQ(Do(KeyDown(33)), "TOO_MANY_KEYS");
  EXPECT_EQ(Do(KeyDown(32)), "KEY_DOWN 32") << "is held already";
}

TEST_F(PointerStateTest, ReleaseLiftsWhereFingersWereLast) {
  Do(Down(1, 1, 1));
  Do(Down(2, 2, 2));
  Do(Move(1, 30, 40));
  Do(KeyDown(24));
  EXPECT_THAT(Release(), ElementsAre("UP 0 30,40", "UP 1 2,2", "KEY_UP 24"));
  EXPECT_THAT(Release(), IsEmpty());
}

TEST_F(PointerStateTest, AFingerWhoseDownWasRefusedMayComeDownAgain) {
  const EngineInput down = *ApplyTouch(Down(1), now_, &state_);
  const uint64_t step = state_.steps;
  Refused(down, step, &state_);
  EXPECT_EQ(Do(Down(1)), "DOWN 0 0,0");
  Refused(down, step, &state_);
  EXPECT_EQ(Do(Down(1)), "POINTER_ALREADY_DOWN") << "the DOWN after it is another";
  EXPECT_EQ(Do(Up(1)), "UP 0 0,0");
  EXPECT_EQ(Do(Up(1)), "POINTER_NOT_DOWN");
}

TEST_F(PointerStateTest, FingersThatNeverCameDownTakeNoRoom) {
  for (int i = 0; i < 10; ++i) {
    const EngineInput down = *ApplyTouch(Down(i), now_, &state_);
    Refused(down, state_.steps, &state_);
  }
  EXPECT_EQ(Do(Down(10)), "DOWN 0 0,0");
  EXPECT_EQ(Do(Up(1)), "UP 1 0,0") << "as the engine sees it";
}

TEST_F(PointerStateTest, SecondFingersCanComeAsPointers) {
  SetSecondFingers(SecondFingers::kPointerDown);
  EXPECT_EQ(Do(Down(1)), "DOWN 0 0,0");
  EXPECT_EQ(Do(Down(2)), "POINTER_DOWN 1 0,0");
  EXPECT_EQ(Do(Up(1)), "POINTER_UP 0 0,0");
  EXPECT_EQ(Do(Up(2)), "UP 1 0,0");
  Do(Down(1));
  Do(Down(2));
  EXPECT_THAT(Release(), ElementsAre("POINTER_UP 0 0,0", "UP 1 0,0"));
}

TEST_F(PointerStateTest, TheEngineGetsScreenPressureAndTimeSinceTheLastDown) {
  EXPECT_EQ(ApplyTouch(Down(1), now_, &state_)->time_ms, 0);
  now_ += absl::Milliseconds(70);
  v1::TouchEvent move = Move(1);
  EXPECT_EQ(ApplyTouch(move, now_, &state_)->pressure, 129);
  move.set_pressure(500);
  const TouchInput input = *ApplyTouch(move, now_, &state_);
  EXPECT_EQ(input.time_ms, 70);
  EXPECT_EQ(input.pressure, 500);
  EXPECT_EQ(input.width, 720);
  EXPECT_EQ(input.height, 1280);
  EXPECT_EQ(input.orientation, 0);
}

TEST_F(PointerStateTest, OnlyMovesOfOneFingerSupersedeEachOther) {
  Do(Down(1));
  Do(Down(2));
  const EngineInput move1 = *ApplyTouch(Move(1), now_, &state_);
  const EngineInput move2 = *ApplyTouch(Move(2), now_, &state_);
  const EngineInput up = *ApplyTouch(Up(1), now_, &state_);
  const EngineInput key = *ApplyKey(KeyDown(4), &state_);
  EXPECT_TRUE(Supersedes(move1, move1));
  EXPECT_FALSE(Supersedes(move2, move1));
  EXPECT_FALSE(Supersedes(up, move1));
  EXPECT_FALSE(Supersedes(move1, up));
  EXPECT_FALSE(Supersedes(key, move1));
  EXPECT_FALSE(Supersedes(key, key));
}

TEST(CheckStartTest, ScreensAreBoundedAsTheEngineSays) {
  const auto check = [](int width, int height) { return CheckStart(StartOf(width, height, false)); };
  EXPECT_TRUE(check(1, 1).ok());
  EXPECT_TRUE(check(2160, 4096).ok());
  EXPECT_THAT(check(0, 100), NamesField("start.screen_width"));
  EXPECT_THAT(check(2161, 100), NamesField("start.screen_width"));
  EXPECT_THAT(check(100, 0), NamesField("start.screen_height"));
  EXPECT_THAT(check(100, 4097), NamesField("start.screen_height"));
}

}  // namespace
}  // namespace cloudphone
