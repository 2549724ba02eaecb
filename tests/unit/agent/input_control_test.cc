// Sessions: who controls a phone's input, and what becomes of events.

#include "service/agent/input/input_control.h"

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "adapters/media_engine/engine_status.h"
#include "adapters/runtime/fake_timers.h"
#include "adapters/runtime/manual_executor.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/agent/fake_media_engine.h"
#include "tests/unit/agent/input_events.h"
#include "tests/unit/agent/input_recorder.h"

namespace cloudphone {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class InputControlTest : public testing::Test {
 protected:
  ~InputControlTest() override {
    control_->Close(absl::OkStatus());
    executor_.RunAll();
  }

  absl::StatusOr<std::string> Start(std::shared_ptr<InputRecorder> recorder, bool take_over = false) {
    return control_->Start(StartOf(720, 1280, take_over), std::move(recorder));
  }
  std::vector<std::string> Injected() {
    executor_.RunAll();
    return engine_.TakeInjected();
  }

  FakeTimers timers_;
  FakeMediaEngine engine_;
  ManualExecutor executor_;
  std::shared_ptr<InputControl> control_ = InputControl::Make(&engine_, &executor_, &timers_, InputOptions());
  std::shared_ptr<InputRecorder> first_ = std::make_shared<InputRecorder>();
  std::shared_ptr<InputRecorder> second_ = std::make_shared<InputRecorder>();
};

TEST_F(InputControlTest, EventsAreInjectedInOrderAndAcknowledgedWithTheirDelay) {
  const std::string id = *Start(first_);
  EXPECT_TRUE(control_->Offer(id, 1, Down(1, 5, 5)).status.ok());
  EXPECT_TRUE(control_->Offer(id, 2, KeyDown(4)).status.ok());
  EXPECT_TRUE(control_->Offer(id, 5, Up(1, 5, 5)).status.ok()) << "numbers may skip";
  timers_.Advance(absl::Milliseconds(30));
  EXPECT_THAT(Injected(), ElementsAre("DOWN 0 5,5", "KEY_DOWN 4", "UP 0 5,5"));
  EXPECT_THAT(first_->Take(), ElementsAre("ack 1", "ack 2", "ack 5"));
  EXPECT_EQ(first_->last_delay(), absl::Milliseconds(30));
}

TEST_F(InputControlTest, ABadEventIsRefusedAndTheSessionGoesOn) {
  const std::string id = *Start(first_);
  EXPECT_THAT(control_->Offer(id, 1, Up(1)).status, HasReason("POINTER_NOT_DOWN"));
  EXPECT_THAT(control_->Offer(id, 1, Down(1)).status, NamesField("seq"));
  EXPECT_TRUE(control_->Offer(id, 2, Down(1)).status.ok());
  EXPECT_THAT(Injected(), ElementsAre("DOWN 0 0,0"));
}

TEST_F(InputControlTest, AdjacentMovesOfOneFingerMergeWhileThePhoneIsBusy) {
  const std::string id = *Start(first_);
  control_->Offer(id, 1, Down(1));
  control_->Offer(id, 2, Down(2));
  for (int i = 0; i < 50; ++i) control_->Offer(id, 3 + i, Move(1, i, 0));
  control_->Offer(id, 60, Move(2, 9, 9));
  control_->Offer(id, 61, Move(1, 7, 7));
  control_->Offer(id, 62, Up(1, 7, 7));
  EXPECT_THAT(Injected(),
              ElementsAre("DOWN 0 0,0", "DOWN 1 0,0", "MOVE 0 49,0", "MOVE 1 9,9", "MOVE 0 7,7", "UP 0 7,7"));
  EXPECT_THAT(first_->Take(), ElementsAre("ack 1", "ack 2", "ack 52", "ack 60", "ack 61", "ack 62"));
}

TEST_F(InputControlTest, AFullQueueSaysSoAndTellsWhenThereIsRoom) {
  const std::string id = *Start(first_);
  int taken = 0;
  while (control_->Offer(id, ++taken, KeyDown(4)).more) ASSERT_LT(taken, 100);
  EXPECT_EQ(taken, 64);
  executor_.RunAll();
  EXPECT_EQ(engine_.TakeInjected().size(), 64u) << "none is dropped";
  const std::vector<std::string> told = first_->Take();
  EXPECT_EQ(std::count(told.begin(), told.end(), "room"), 1);
  EXPECT_TRUE(control_->Offer(id, 100, KeyUp(4)).more);
}

TEST_F(InputControlTest, WhatTheEngineRefusesIsAnErrorOfThatEvent) {
  const std::string id = *Start(first_);
  engine_.AnswerInject(EngineStatus("InjectTouchData", -1100));
  control_->Offer(id, 1, Down(1));
  Injected();
  EXPECT_THAT(first_->Take(), ElementsAre("error 1 ENGINE_REFUSED", "ack 1"));
}

TEST_F(InputControlTest, OneSessionControlsAndAnotherIsRefused) {
  const std::string id = *Start(first_);
  EXPECT_THAT(Start(second_), StatusIs(absl::StatusCode::kFailedPrecondition));
  const auto refused = Start(second_);
  EXPECT_THAT(refused, HasReason("INPUT_CONTROLLED_BY_ANOTHER"));
  EXPECT_EQ(DetailOf<google::rpc::PreconditionFailure>(refused).violations_size(), 1);
  control_->End(id);
  EXPECT_TRUE(Start(second_).ok());
}

TEST_F(InputControlTest, TakingOverReleasesWhatTheFormerHeldAndTellsIt) {
  const std::string id = *Start(first_);
  control_->Offer(id, 1, Down(1, 3, 4));
  control_->Offer(id, 2, KeyDown(24));
  const std::string other = *Start(second_, true);
  EXPECT_THAT(first_->Take(), ElementsAre("lost TAKEN_OVER"));
  EXPECT_THAT(control_->Offer(id, 3, Up(1)).status, HasReason("INPUT_SESSION_NOT_FOUND"));
  EXPECT_TRUE(control_->Offer(other, 1, Down(1, 9, 9)).status.ok()) << "its fingers are its own";
  EXPECT_THAT(Injected(), ElementsAre("DOWN 0 3,4", "KEY_DOWN 24", "UP 0 3,4", "KEY_UP 24", "DOWN 0 9,9"));
}

TEST_F(InputControlTest, AMoveOfTheNextSessionMergesWithNoneOfTheFormer) {
  const std::string id = *Start(first_);
  control_->Offer(id, 1, Down(1));
  control_->Offer(id, 2, Move(1, 1, 1));
  Start(second_, true).IgnoreError();
  EXPECT_THAT(Injected(), ElementsAre("DOWN 0 0,0", "MOVE 0 1,1", "UP 0 1,1"));
}

TEST_F(InputControlTest, EndingReleasesAfterAllThatWasAccepted) {
  const std::string id = *Start(first_);
  control_->Offer(id, 1, Down(1, 3, 4));
  control_->End(id);
  EXPECT_THAT(first_->Take(), IsEmpty());
  EXPECT_THAT(Injected(), ElementsAre("DOWN 0 3,4", "UP 0 3,4"));
  EXPECT_THAT(first_->Take(), ElementsAre("ack 1", "closed"));
}

TEST_F(InputControlTest, ASilentSessionLosesItsLease) {
  const std::string id = *Start(first_);
  control_->Offer(id, 1, Down(1, 3, 4));
  executor_.RunAll();
  timers_.Advance(absl::Seconds(4));
  control_->Renew(id);
  timers_.Advance(absl::Milliseconds(4999));
  EXPECT_THAT(first_->Take(), ElementsAre("ack 1"));
  timers_.Advance(absl::Milliseconds(1));
  EXPECT_THAT(first_->Take(), ElementsAre("lost LEASE_EXPIRED"));
  EXPECT_THAT(Injected(), ElementsAre("DOWN 0 3,4", "UP 0 3,4"));
  EXPECT_TRUE(Start(second_).ok());
}

TEST_F(InputControlTest, ASessionThatMayNotSendDoesNotLoseItsLease) {
  const std::string id = *Start(first_);
  for (int i = 1; control_->Offer(id, i, KeyDown(4)).more;) ++i;
  timers_.Advance(absl::Seconds(60));
  EXPECT_THAT(first_->Take(), IsEmpty());
  executor_.RunAll();
  first_->Take();
  timers_.Advance(absl::Seconds(5));
  EXPECT_THAT(first_->Take(), ElementsAre("lost LEASE_EXPIRED"));
}

TEST_F(InputControlTest, ASessionThatIsNotReadDoesNotLoseItsLease) {
  const std::string id = *Start(first_);
  control_->SetUnread(id, true);
  timers_.Advance(absl::Seconds(60));
  EXPECT_THAT(first_->Take(), IsEmpty());
  control_->SetUnread(id, false);
  timers_.Advance(absl::Milliseconds(4999));
  EXPECT_THAT(first_->Take(), IsEmpty());
  timers_.Advance(absl::Milliseconds(1));
  EXPECT_THAT(first_->Take(), ElementsAre("lost LEASE_EXPIRED"));
}

TEST_F(InputControlTest, WhatIsHeldIsReleasedAfterAQuietTimeAndTheSessionGoesOn) {
  const std::string id = *Start(first_);
  control_->Offer(id, 1, Down(1, 3, 4));
  control_->Offer(id, 2, KeyDown(24));
  Injected();
  const auto pass = [&](absl::Duration time) {
    for (; time > absl::ZeroDuration(); time -= absl::Seconds(1)) {
      timers_.Advance(absl::Seconds(1));
      control_->Renew(id);
    }
  };
  pass(absl::Seconds(119));
  EXPECT_THAT(Injected(), IsEmpty());
  pass(absl::Seconds(2));
  EXPECT_THAT(Injected(), ElementsAre("UP 0 3,4", "KEY_UP 24"));
  EXPECT_THAT(control_->Offer(id, 3, Up(1)).status, HasReason("POINTER_NOT_DOWN"));
  EXPECT_TRUE(control_->Offer(id, 4, Down(1)).status.ok());
  EXPECT_THAT(first_->Take(), ElementsAre("ack 1", "ack 2"));
}

TEST_F(InputControlTest, AReleaseThatTheEngineRefusesIsTriedOnceMore) {
  const std::string id = *Start(first_);
  control_->Offer(id, 1, Down(1));
  control_->End(id);
  engine_.RefuseInject("UP 0 0,0", 1);
  EXPECT_THAT(Injected(), ElementsAre("DOWN 0 0,0", "UP 0 0,0", "UP 0 0,0"));
}

TEST_F(InputControlTest, AFingerThatTheEngineDidNotLiftIsReleasedAtTheEnd) {
  const std::string id = *Start(first_);
  engine_.RefuseInject("UP 0 5,5", 1);
  control_->Offer(id, 1, Down(1, 5, 5));
  control_->Offer(id, 2, Up(1, 5, 5));
  control_->Offer(id, 3, Down(2));
  control_->Offer(id, 4, Up(2));
  EXPECT_THAT(Injected(), ElementsAre("DOWN 0 5,5", "UP 0 5,5", "DOWN 0 0,0", "UP 0 0,0"));
  engine_.RefuseInject("CANCEL 0 0,0", 1);
  control_->Offer(id, 5, Down(1, 7, 7));
  control_->Offer(id, 6, Cancel(1));
  control_->End(id);
  EXPECT_THAT(Injected(), ElementsAre("DOWN 0 7,7", "CANCEL 0 0,0", "UP 0 7,7"));
}

TEST_F(InputControlTest, AFingerWhoseDownTheEngineRefusedMayComeDownAgain) {
  const std::string id = *Start(first_);
  engine_.RefuseInject("DOWN 0 0,0", 1);
  control_->Offer(id, 1, Down(1));
  Injected();
  EXPECT_TRUE(control_->Offer(id, 2, Down(1)).status.ok());
  Injected();
  EXPECT_THAT(first_->Take(), ElementsAre("error 1 ENGINE_REFUSED", "ack 1", "ack 2"));
}

TEST_F(InputControlTest, SentEventsAreInjectedInTheOrderOfTheirNumbers) {
  const std::string id = *Start(first_);
  EXPECT_EQ(*control_->Send(id, 2, {Move(1, 2, 2), Up(1, 3, 3)}), 0u);
  EXPECT_THAT(Injected(), IsEmpty());
  EXPECT_EQ(*control_->Send(id, 1, {Down(1, 1, 1)}), 3u);
  EXPECT_EQ(*control_->Send(id, 1, {Down(1, 1, 1)}), 3u) << "a repeated call changes nothing";
  EXPECT_THAT(Injected(), ElementsAre("DOWN 0 1,1", "MOVE 0 2,2", "UP 0 3,3"));
  EXPECT_THAT(first_->Take(), ElementsAre("ack 1", "ack 2", "ack 3"));
  const auto unknown = control_->Send("none", 1, {Down(1)});
  EXPECT_THAT(unknown, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(DetailOf<google::rpc::ResourceInfo>(unknown).resource_name(), "none");
}

TEST_F(InputControlTest, MissingEventsAreWaitedForOnlyAWhile) {
  const std::string id = *Start(first_);
  *control_->Send(id, 3, {Down(1), Up(2)});
  timers_.Advance(absl::Milliseconds(999));
  EXPECT_THAT(Injected(), IsEmpty());
  timers_.Advance(absl::Milliseconds(1));
  EXPECT_THAT(Injected(), ElementsAre("DOWN 0 0,0"));
  EXPECT_THAT(first_->Take(),
              ElementsAre("error 1 INPUT_EVENTS_MISSING", "ack 3", "error 4 POINTER_NOT_DOWN"));
}

TEST_F(InputControlTest, EachGapHasItsOwnTime) {
  const std::string id = *Start(first_);
  *control_->Send(id, 2, {KeyDown(2)});
  *control_->Send(id, 4, {KeyDown(4)});
  timers_.Advance(absl::Milliseconds(900));
  *control_->Send(id, 1, {KeyDown(1)});
  EXPECT_THAT(Injected(), ElementsAre("KEY_DOWN 1", "KEY_DOWN 2"));
  timers_.Advance(absl::Milliseconds(999));
  EXPECT_THAT(Injected(), IsEmpty()) << "3 has been missing since 1 came";
  timers_.Advance(absl::Milliseconds(1));
  EXPECT_THAT(Injected(), ElementsAre("KEY_DOWN 4"));
}

TEST_F(InputControlTest, AnAckNeverOvertakesTheErrorThatItCovers) {
  const std::string id = *Start(first_);
  *control_->Send(id, 1, {Down(1), Up(9), Up(1), Up(9)});
  Injected();
  EXPECT_THAT(first_->Take(),
              ElementsAre("ack 1", "error 2 POINTER_NOT_DOWN", "ack 3", "error 4 POINTER_NOT_DOWN"));
}

TEST_F(InputControlTest, NoMoreIsAcceptedThanTheClientReadsAnswers) {
  const std::string id = *Start(first_);
  const std::vector<ClientEvent> bad(64, ClientEvent(KeyUp(4)));
  EXPECT_TRUE(control_->Send(id, 1, bad).ok());
  EXPECT_TRUE(control_->Send(id, 65, bad).ok());
  control_->SetUnread(id, true);
  EXPECT_THAT(control_->Send(id, 129, {KeyUp(4)}), HasReason("INPUT_QUEUE_FULL"));
  executor_.RunAll();
  EXPECT_EQ(first_->Take().size(), 64u) << "what was on its way";
  EXPECT_THAT(control_->Send(id, 129, {KeyUp(4)}), HasReason("INPUT_QUEUE_FULL"));
  control_->SetUnread(id, false);
  executor_.RunAll();
  EXPECT_EQ(first_->Take().size(), 64u);
  EXPECT_TRUE(control_->Send(id, 129, {KeyUp(4)}).ok());
}

TEST_F(InputControlTest, NumbersFarAheadAreRefused) {
  const std::string id = *Start(first_);
  EXPECT_THAT(control_->Send(id, std::numeric_limits<uint64_t>::max(), {KeyDown(4)}),
              NamesField("first_seq"));
  EXPECT_THAT(control_->Send(id, std::numeric_limits<uint64_t>::max() - 2, {KeyDown(4)}),
              NamesField("first_seq"));
  EXPECT_TRUE(control_->Send(id, 1, {KeyDown(4)}).ok());
}

TEST_F(InputControlTest, SentEventsBeyondTheBoundAreRefusedAsAWhole) {
  const std::string id = *Start(first_);
  const std::vector<ClientEvent> keys(64, ClientEvent(KeyDown(4)));
  EXPECT_TRUE(control_->Send(id, 1, keys).ok());
  EXPECT_TRUE(control_->Send(id, 65, keys).ok()) << "64 on their way, 64 in line";
  const auto refused = control_->Send(id, 129, {KeyDown(4)});
  EXPECT_THAT(refused, HasReason("INPUT_QUEUE_FULL"));
  EXPECT_THAT(refused, RetryIn(absl::Milliseconds(500)));
  EXPECT_EQ(DetailOf<google::rpc::QuotaFailure>(refused).violations(0).subject(), "input_sessions/" + id);
  EXPECT_EQ(Injected().size(), 128u);
  EXPECT_EQ(*control_->Send(id, 129, {KeyDown(4)}), 129u);
}

TEST_F(InputControlTest, AClosedControlReleasesAndTakesNoSession) {
  const std::string id = *Start(first_);
  control_->Offer(id, 1, Down(1));
  control_->Close(absl::UnavailableError("the phone stops"));
  EXPECT_EQ(Start(second_, true).status(), absl::UnavailableError("the phone stops"));
  EXPECT_THAT(Injected(), ElementsAre("DOWN 0 0,0", "UP 0 0,0"));
  EXPECT_THAT(first_->Take(), ElementsAre("ack 1", "closed the phone stops"));
  timers_.Advance(absl::Minutes(1));
  EXPECT_THAT(first_->Take(), IsEmpty());
}

TEST_F(InputControlTest, AWrongScreenIsRefused) {
  EXPECT_THAT(control_->Start(v1::InputStart(), first_), NamesField("start.screen_width"));
}

}  // namespace
}  // namespace cloudphone
