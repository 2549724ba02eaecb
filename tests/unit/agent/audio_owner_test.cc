// The one owner of a phone's audio.

#include "service/agent/audio/audio_owner.h"

#include <memory>

#include "adapters/media_engine/engine_status.h"
#include "adapters/runtime/fake_timers.h"
#include "adapters/runtime/manual_executor.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/agent/audio_recorder.h"
#include "tests/unit/agent/fake_media_engine.h"

namespace cloudphone {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class AudioOwnerTest : public testing::Test {
 protected:
  ~AudioOwnerTest() override {
    owner_->Close(absl::OkStatus());
    executor_.RunAll();
  }

  absl::StatusOr<Listening> Listen(std::shared_ptr<AudioRecorder> recorder, int sample_rate = 0) {
    agent::v1::StreamAudioRequest request;
    request.set_sample_rate(sample_rate);
    auto listening = owner_->Listen(request, std::move(recorder));
    executor_.RunAll();
    return listening;
  }
  // A frame comes, and is told.
  void Play(absl::string_view bytes) {
    EXPECT_TRUE(engine_.Play(bytes));
    timers_.Advance(absl::ZeroDuration());
  }
  void Advance(absl::Duration step) {
    timers_.Advance(step);
    executor_.RunAll();
  }

  FakeTimers timers_;
  FakeMediaEngine engine_;
  ManualExecutor executor_;
  std::shared_ptr<AudioOwner> owner_ = AudioOwner::Make(&engine_, &executor_, &timers_, AudioOptions());
  std::shared_ptr<AudioRecorder> first_ = std::make_shared<AudioRecorder>();
  std::shared_ptr<AudioRecorder> second_ = std::make_shared<AudioRecorder>();
};

TEST_F(AudioOwnerTest, TheFirstListenerOpensAndAllHearTheSame) {
  EXPECT_EQ(engine_.opened(), 0);
  EXPECT_EQ(Listen(first_)->format.sample_rate(), 48000);
  EXPECT_EQ(engine_.opened(), 1);
  Play("a");
  EXPECT_EQ(Listen(second_)->last_seq, 1u);
  EXPECT_EQ(engine_.opened(), 1) << "never twice";
  Play("b");
  EXPECT_THAT(first_->Take(), ElementsAre("frame 1 a", "frame 2 b"));
  EXPECT_THAT(second_->Take(), ElementsAre("frame 2 b"));
}

TEST_F(AudioOwnerTest, AudioIsClosedAWhileAfterTheLastListener) {
  Listen(first_).IgnoreError();
  Listen(second_).IgnoreError();
  owner_->Leave(first_.get());
  Advance(absl::Seconds(10));
  EXPECT_EQ(engine_.closed(), 0);
  owner_->Leave(second_.get());
  owner_->Leave(second_.get());
  Advance(absl::Seconds(4));
  EXPECT_EQ(engine_.closed(), 0) << "lingers";
  Listen(first_).IgnoreError();
  Advance(absl::Seconds(10));
  EXPECT_EQ(engine_.opened(), 1) << "and is taken up again";
  owner_->Leave(first_.get());
  Advance(absl::Seconds(6));
  EXPECT_EQ(engine_.closed(), 1);
  EXPECT_EQ(owner_->Status().status().state(), v1::AUDIO_STATE_STOPPED);
  EXPECT_FALSE(owner_->Status().has_format());
  EXPECT_EQ(timers_.pending(), 0u) << "nothing runs for audio that is closed";
}

TEST_F(AudioOwnerTest, AnotherFormatIsRefusedWhileOthersListenAndTakenWhenAudioLingers) {
  Listen(first_).IgnoreError();
  EXPECT_THAT(Listen(second_, 44100), HasReason("AUDIO_FORMAT_IN_USE"));
  owner_->Leave(first_.get());
  EXPECT_EQ(Listen(second_, 44100)->format.sample_rate(), 44100);
  EXPECT_EQ(engine_.closed(), 1);
  EXPECT_EQ(engine_.opened(), 2);
  EXPECT_EQ(engine_.settings().sample_rate_hz, 44100);
  Play("a");
  EXPECT_THAT(second_->Take(), ElementsAre("frame 1 a")) << "numbers begin anew";
}

TEST_F(AudioOwnerTest, AnEngineThatDoesNotAnswerIsInvalidAndNotSilent) {
  owner_->Listen({}, first_).IgnoreError();
  timers_.Advance(absl::Seconds(1));
  timers_.Advance(absl::Seconds(39));
  EXPECT_EQ(owner_->Status().status().error().message(), "the engine has not answered for 40 s");
  EXPECT_THAT(first_->Take(), testing::Each("status INVALID 0"));
  executor_.RunAll();
  EXPECT_EQ(engine_.opened(), 1) << "it was not asked again meanwhile";
  EXPECT_THAT(first_->Take(), ElementsAre("status RUNNING 0"));
  Advance(absl::Seconds(1));
  EXPECT_THAT(first_->Take(), ElementsAre("status SILENT 0"));
}

TEST_F(AudioOwnerTest, SilenceIsAStateAndNoErrorAndEndsWithTheNextFrame) {
  Listen(first_).IgnoreError();
  Play("a");
  Advance(absl::Seconds(1));
  Advance(absl::Seconds(1));
  EXPECT_THAT(first_->Take(), ElementsAre("frame 1 a", "status SILENT 1", "status SILENT 1"));
  const v1::AudioStatus status = owner_->Status().status();
  EXPECT_EQ(status.last_frame_age().seconds(), 2);
  EXPECT_EQ(status.listeners(), 1);
  Play("b");
  EXPECT_THAT(first_->Take(), ElementsAre("status RUNNING 2", "frame 2 b"));
  EXPECT_EQ(owner_->Status().status().state(), v1::AUDIO_STATE_RUNNING);
}

TEST_F(AudioOwnerTest, AStreamThatRunsHasNoStatuses) {
  Listen(first_).IgnoreError();
  for (int i = 0; i < 300; ++i) {
    engine_.Play("x");
    timers_.Advance(absl::Milliseconds(10));
  }
  const auto told = first_->Take();
  EXPECT_EQ(told.size(), 300u);
}

TEST_F(AudioOwnerTest, LongSilenceReopensButEverMoreSeldom) {
  Listen(first_).IgnoreError();
  Advance(absl::Seconds(29));
  EXPECT_EQ(engine_.opened(), 1);
  Advance(absl::Seconds(2));
  EXPECT_EQ(engine_.opened(), 2);
  EXPECT_EQ(engine_.closed(), 1);
  for (int i = 0; i < 570; ++i) Advance(absl::Seconds(1));
  EXPECT_EQ(engine_.opened(), 5) << "after 30, 60, 120 and 240 s";
  for (int i = 0; i < 6000; ++i) Advance(absl::Seconds(1));
  EXPECT_EQ(engine_.opened(), 15) << "after 480 and then each 600 s";
  Play("a");
  EXPECT_THAT(first_->Take(), Contains("frame 1 a"));
}

TEST_F(AudioOwnerTest, AnEngineThatCannotOpenNowIsToldAndTriedAgain) {
  engine_.AnswerOpen(EngineStatus("OpenAudio", -2100));
  EXPECT_TRUE(Listen(first_).ok());
  EXPECT_THAT(first_->Take(), ElementsAre("status INVALID 0"));
  EXPECT_THAT(owner_->Status().status().error(), HasReason("ENGINE_REFUSED"));
  EXPECT_THAT(owner_->Status().status().error(), HasMetadata("engine_code", "-2100"));
  for (int i = 0; i < 60; ++i) Advance(absl::Seconds(1));
  EXPECT_EQ(engine_.opened(), 6) << "after 1, 2, 4, 8, 16 and then each 30 s";
  engine_.AnswerOpen(absl::OkStatus());
  for (int i = 0; i < 30; ++i) Advance(absl::Seconds(1));
  EXPECT_THAT(first_->Take(), Contains("status RUNNING 0"));
  Play("a");
  EXPECT_THAT(first_->Take(), Contains("frame 1 a"));
}

TEST_F(AudioOwnerTest, AnEngineThatNeverWillEndsItsListeners) {
  engine_.AnswerOpen(absl::UnimplementedError("no OpenAudio"));
  EXPECT_TRUE(Listen(first_).ok());
  EXPECT_THAT(first_->Take(), ElementsAre("end UNIMPLEMENTED"));
  EXPECT_EQ(owner_->Status().status().state(), v1::AUDIO_STATE_STOPPED);
}

TEST_F(AudioOwnerTest, StopEndsEveryListenerWithOkAndCloses) {
  Listen(first_).IgnoreError();
  Listen(second_).IgnoreError();
  Play("a");
  int stopped = -1;
  owner_->Stop([&](int listeners) { stopped = listeners; });
  EXPECT_EQ(stopped, -1) << "not before it is closed";
  executor_.RunAll();
  EXPECT_EQ(stopped, 2);
  EXPECT_EQ(engine_.closed(), 1);
  EXPECT_THAT(first_->Take(), ElementsAre("frame 1 a", "status STOPPED 1", "end OK"));
  engine_.PlayLate("b");
  Advance(absl::Seconds(1));
  EXPECT_THAT(first_->Take(), IsEmpty());
  owner_->Stop([&](int listeners) { stopped = listeners; });
  executor_.RunAll();
  EXPECT_EQ(stopped, 0) << "fine also when nobody listens";
}

TEST_F(AudioOwnerTest, ListeningRightAfterStopOpensAgain) {
  Listen(first_).IgnoreError();
  owner_->Stop([](int) {});
  Listen(second_).IgnoreError();
  EXPECT_EQ(engine_.closed(), 1);
  EXPECT_EQ(engine_.opened(), 2);
  Play("a");
  EXPECT_THAT(second_->Take(), ElementsAre("frame 1 a"));
}

TEST_F(AudioOwnerTest, CloseEndsListenersAndTakesNoMore) {
  Listen(first_).IgnoreError();
  owner_->Close(absl::UnavailableError("over"));
  executor_.RunAll();
  EXPECT_EQ(engine_.closed(), 1);
  EXPECT_THAT(first_->Take(), ElementsAre("end UNAVAILABLE"));
  EXPECT_THAT(Listen(first_), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(AudioOwnerTest, TheEnginesTimeAndFormatOfAFrameCount) {
  Listen(first_).IgnoreError();
  const absl::Time captured = timers_.Now() - absl::Milliseconds(12);
  engine_.Play("a", captured);
  timers_.Advance(absl::ZeroDuration());
  EXPECT_EQ(first_->last_frame().pts_us(), absl::ToUnixMicros(captured));
  EXPECT_EQ(first_->last_frame().data(), "a");
}

}  // namespace
}  // namespace cloudphone
