#include "service/gateway/media/audio_hub.h"

#include <memory>

#include "adapters/runtime/fake_timers.h"
#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/gateway/media/audio_hubs.h"
#include "tests/unit/media/audio/fake_agents.h"
#include "tests/unit/media/audio/heard.h"

namespace cloudphone {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

absl::Status Failure(google::rpc::Code code, const char* reason) {
  RichError error;
  error.code = code;
  error.reason = reason;
  error.message = "failed";
  return ToStatus(error);
}

absl::Status Lost() { return Failure(google::rpc::UNAVAILABLE, "AGENT_LOST"); }

class AudioHubTest : public testing::Test {
 protected:
  std::shared_ptr<Hearer> Listen(const v1::StreamAudioRequest& request) {
    auto hearer = std::make_shared<Hearer>();
    auto seat = hubs_.Join(nullptr, request, hearer);
    if (!seat.ok()) {
      hearer->OnEnd(seat.status());
      return hearer;
    }
    hub_ = seat->hub;
    if (seat->beginning.has_value()) hearer->Begin(*seat->beginning);
    return hearer;
  }
  std::shared_ptr<Hearer> Listen() { return Listen(Request()); }
  static v1::StreamAudioRequest Request(int interval_ms = 0, int rate = 0) {
    v1::StreamAudioRequest request;
    request.set_phone_id("p1");
    request.set_sample_rate(rate);
    if (interval_ms > 0) request.mutable_interval()->set_nanos(interval_ms * 1'000'000);
    return request;
  }
  void PassSeconds(int count) {
    for (int i = 0; i < count; ++i) timers_.Advance(absl::Seconds(1));
  }

  FakeTimers timers_;
  CountingPhoneAgents agents_;
  FakeAgentAudio audio_;
  AudioHubs hubs_{AudioHubParts{&agents_, &audio_, &timers_, AudioHubOptions()}};
  std::shared_ptr<AudioHub> hub_;  // Of the newest listener.
};

TEST_F(AudioHubTest, TheFormatComesFirstThenSound) {
  const auto hearer = Listen();
  EXPECT_THAT(hearer->Take(), IsEmpty());
  audio_.Start();
  audio_.Play(1, "a");
  audio_.Tell(v1::AUDIO_STATE_SILENT, 1);
  EXPECT_THAT(hearer->Take(), ElementsAre("started 48000 10", "frame 1 a", "status SILENT 1"));
}

TEST_F(AudioHubTest, ManyShareOneStreamAndOneIsSlow) {
  const auto first = Listen();
  const auto second = Listen();
  const auto slow = Listen();
  audio_.Start();
  EXPECT_THAT(slow->Take(), ElementsAre("started 48000 10"));
  for (uint64_t seq = 1; seq <= 30; ++seq) {
    audio_.Play(seq, "s");
    EXPECT_EQ(first->Read().size(), seq == 1 ? 2 : 1);
    EXPECT_EQ(second->Read().size(), seq == 1 ? 2 : 1);
  }
  const std::vector<std::string> told = slow->Take();
  ASSERT_EQ(told.size(), 20);
  EXPECT_EQ(told.front(), "frame 11 s after 10");
  EXPECT_EQ(told.back(), "frame 30 s");
  EXPECT_EQ(audio_.opened(), 1);
}

TEST_F(AudioHubTest, OneThatJoinsLateGetsTheFormatAndTheSoundFromNowOn) {
  const auto first = Listen();
  audio_.Start();
  audio_.Play(7, "a");
  const auto late = Listen();
  audio_.Play(8, "b");
  EXPECT_THAT(late->Take(), ElementsAre("started 48000 10", "frame 8 b"));
}

TEST_F(AudioHubTest, WhatTheGatewayLostCountsForEachListenerOnce) {
  const auto first = Listen();
  const auto second = Listen();
  audio_.Start();
  audio_.Play(6, "a", 3);
  const auto late = Listen();
  audio_.Play(9, "b", 2);
  audio_.Play(10, "c");
  EXPECT_THAT(first->Take(),
              ElementsAre("started 48000 10", "frame 6 a after 3", "frame 9 b after 2", "frame 10 c"));
  EXPECT_THAT(second->Take(), Contains("frame 9 b after 2"));
  EXPECT_THAT(late->Take(), ElementsAre("started 48000 10", "frame 9 b after 2", "frame 10 c"));
}

TEST_F(AudioHubTest, FramesAreJoinedForThoseWhoWantLongerOnes) {
  const auto shorts = Listen();
  const auto joined = Listen(Request(20));
  const auto longest = Listen(Request(40));
  audio_.Start();
  for (uint64_t seq = 1; seq <= 5; ++seq) audio_.Play(seq, std::string(1, static_cast<char>('a' + seq - 1)));
  const auto late = Listen(Request(20));
  audio_.Play(6, "f");
  audio_.Tell(v1::AUDIO_STATE_SILENT, 6);
  EXPECT_THAT(joined->Take(),
              ElementsAre("started 48000 20", "frame 1 ab", "frame 2 cd", "frame 3 ef", "status SILENT 3"));
  EXPECT_THAT(longest->Take(), ElementsAre("started 48000 40", "frame 1 abcd", "status SILENT 1"));
  EXPECT_THAT(late->Take(), ElementsAre("started 48000 20", "frame 3 ef", "status SILENT 3"));
  EXPECT_EQ(shorts->Take().size(), 8);
  EXPECT_EQ(audio_.request().interval().nanos(), 0);
}

TEST_F(AudioHubTest, AJoinedFrameThatLacksAPartIsDroppedWholeAndCounted) {
  const auto joined = Listen(Request(20));
  audio_.Start();
  audio_.Play(2, "b", 1);
  audio_.Play(3, "c");
  audio_.Play(4, "d");
  audio_.Play(6, "f", 1);
  audio_.Play(7, "g");
  audio_.Play(8, "h");
  EXPECT_THAT(joined->Take(), ElementsAre("started 48000 20", "frame 2 cd after 1", "frame 4 gh after 1"));
}

TEST_F(AudioHubTest, AnotherFormatThanTheOpenOneIsRefused) {
  const auto first = Listen();
  audio_.Start(48000);
  EXPECT_THAT(Listen(Request(0, 8000))->Take(), ElementsAre("end FAILED_PRECONDITION AUDIO_FORMAT_IN_USE"));
  EXPECT_THAT(Listen(Request(0, 48000))->Take(), ElementsAre("started 48000 10"));
}

TEST_F(AudioHubTest, OneWhoWaitsIsRefusedWhenTheFormatIsAnother) {
  const auto first = Listen();
  const auto other = Listen(Request(0, 8000));
  audio_.Start(48000);
  EXPECT_THAT(other->Take(), ElementsAre("end FAILED_PRECONDITION AUDIO_FORMAT_IN_USE"));
  EXPECT_THAT(first->Take(), ElementsAre("started 48000 10"));
}

TEST_F(AudioHubTest, AFormatThatTheAgentRefusesEndsOnlyWhoAskedForIt) {
  const auto first = Listen(Request(0, 8000));
  const auto second = Listen();
  audio_.End(Failure(google::rpc::FAILED_PRECONDITION, "AUDIO_FORMAT_IN_USE"));
  EXPECT_THAT(first->Take(), ElementsAre("end FAILED_PRECONDITION AUDIO_FORMAT_IN_USE"));
  audio_.Start();
  EXPECT_THAT(second->Take(), ElementsAre("started 48000 10"));
}

TEST_F(AudioHubTest, AStreamThatLingersGivesWayToAnotherFormat) {
  const auto first = Listen();
  audio_.Start();
  hub_->Leave(first.get());
  const auto second = Listen(Request(0, 8000));
  EXPECT_EQ(audio_.opened(), 2);
  EXPECT_EQ(audio_.cancelled(), 1);
  audio_.End(Failure(google::rpc::FAILED_PRECONDITION, "AUDIO_FORMAT_IN_USE"));  // By what is just ending.
  PassSeconds(1);
  EXPECT_EQ(audio_.opened(), 3);
  audio_.Start(8000);
  EXPECT_THAT(second->Take(), ElementsAre("started 8000 10"));
}

TEST_F(AudioHubTest, SoDoesOneThatHasJustEnded) {
  const auto first = Listen();
  audio_.Start();
  hub_->Leave(first.get());
  timers_.Advance(absl::Seconds(2));
  EXPECT_EQ(audio_.cancelled(), 1);
  const auto second = Listen(Request(0, 8000));
  audio_.End(
      Failure(google::rpc::FAILED_PRECONDITION, "AUDIO_FORMAT_IN_USE"));  // The agent has not noticed yet.
  PassSeconds(1);
  EXPECT_EQ(audio_.opened(), 3);
  PassSeconds(1);
  audio_.End(Failure(google::rpc::FAILED_PRECONDITION, "AUDIO_FORMAT_IN_USE"));  // By another gateway.
  EXPECT_THAT(second->Take(), ElementsAre("end FAILED_PRECONDITION AUDIO_FORMAT_IN_USE"));
}

TEST_F(AudioHubTest, AFirstAttemptThatFailsEndsTheStreamAtOnce) {
  agents_.FailWith(Failure(google::rpc::FAILED_PRECONDITION, "AGENT_PORT_NOT_MAPPED"));
  EXPECT_THAT(Listen()->Take(), ElementsAre("end FAILED_PRECONDITION AGENT_PORT_NOT_MAPPED"));
  agents_.FailWith(absl::OkStatus());
  const auto hearer = Listen();
  audio_.End(Failure(google::rpc::FAILED_PRECONDITION, "AGENT_NOT_RUNNING"));
  EXPECT_THAT(hearer->Take(), ElementsAre("end FAILED_PRECONDITION AGENT_NOT_RUNNING"));
  EXPECT_EQ(agents_.forgets(), 1);
}

TEST_F(AudioHubTest, AnAgentThatIsLostAndBackIsAGap) {
  const auto hearer = Listen();
  audio_.Start();
  audio_.Play(41, "a");
  audio_.End(Lost());
  EXPECT_THAT(hearer->Take(), ElementsAre("started 48000 10", "frame 41 a", "status INVALID 41"));
  PassSeconds(1);
  EXPECT_THAT(hearer->Take(), ElementsAre("status INVALID 41"));
  EXPECT_GE(agents_.finds(), 2);
  EXPECT_GE(agents_.forgets(), 1);
  audio_.Start();
  audio_.Play(1, "b");
  audio_.Play(2, "c");
  EXPECT_THAT(hearer->Take(), ElementsAre("started 48000 10", "status RUNNING 0", "frame 1 b", "frame 2 c"));
}

TEST_F(AudioHubTest, OneThatJoinsWhileTheAgentIsAwayIsToldAsTheOthersAre) {
  const auto first = Listen();
  audio_.Start();
  audio_.Play(41, "a");
  audio_.End(Lost());
  const auto late = Listen(Request(20));
  PassSeconds(1);
  EXPECT_THAT(late->Take(), ElementsAre("started 48000 20", "status INVALID 20"));
  audio_.Start();
  audio_.Play(1, "b");
  audio_.Play(2, "c");
  EXPECT_THAT(late->Take(), ElementsAre("started 48000 20", "status RUNNING 0", "frame 1 bc"));
}

TEST_F(AudioHubTest, WhatWasDroppedBeforeAGapIsNotCountedAfterIt) {
  const auto slow = Listen();
  audio_.Start();
  EXPECT_EQ(slow->Read().size(), 1);
  for (uint64_t seq = 1; seq <= 30; ++seq) audio_.Play(seq, "old");
  audio_.End(Lost());
  PassSeconds(1);
  audio_.Start();
  for (uint64_t seq = 501; seq <= 525; ++seq) audio_.Play(seq, "new", seq == 501 ? 4 : 0);
  const std::vector<std::string> told = slow->Take();
  ASSERT_EQ(told.size(), 23);
  EXPECT_EQ(told[0], "status INVALID 30");
  EXPECT_EQ(told[1], "started 48000 10");
  EXPECT_EQ(told[2], "status RUNNING 0");
  EXPECT_EQ(told[3], "frame 506 new after 9");  // 497 to 500 were lost before us, 501 to 505 here.
}

TEST_F(AudioHubTest, AStreamEndsWhenTheAgentStaysAwayForAMinute) {
  const auto hearer = Listen();
  audio_.Start();
  audio_.End(Lost());
  agents_.FailWith(Failure(google::rpc::FAILED_PRECONDITION, "PHONE_NOT_RUNNING"));
  PassSeconds(58);
  EXPECT_THAT(hearer->Take(), ElementsAre("started 48000 10", "status INVALID 0"));
  PassSeconds(3);
  EXPECT_THAT(hearer->Take(), Contains("end UNAVAILABLE AGENT_LOST"));
  EXPECT_GE(agents_.finds(), 6);
  EXPECT_LE(agents_.finds(), 60);
}

TEST_F(AudioHubTest, APhoneThatIsNoMoreEndsTheStream) {
  const auto hearer = Listen();
  audio_.Start();
  agents_.FailWith(Failure(google::rpc::NOT_FOUND, "PHONE_NOT_FOUND"));
  audio_.End(Lost());
  PassSeconds(1);
  EXPECT_THAT(hearer->Take(), Contains("end UNAVAILABLE PHONE_GONE"));
  PassSeconds(60);
  EXPECT_EQ(timers_.pending(), 0);
}

TEST_F(AudioHubTest, AnAgentThatSaysNothingForFiveSecondsIsLost) {
  const auto hearer = Listen();
  audio_.Start();
  PassSeconds(4);
  audio_.Tell(v1::AUDIO_STATE_SILENT, 0);
  PassSeconds(5);
  EXPECT_THAT(hearer->Take(), ElementsAre("started 48000 10", "status SILENT 0"));
  PassSeconds(1);
  EXPECT_THAT(hearer->Take(), ElementsAre("status INVALID 0"));
  EXPECT_EQ(audio_.cancelled(), 1);
}

TEST_F(AudioHubTest, StoppedAudioEndsEveryListenerWell) {
  const auto first = Listen();
  const auto second = Listen(Request(20));
  audio_.Start();
  audio_.Tell(v1::AUDIO_STATE_STOPPED, 8);
  audio_.End(absl::OkStatus());
  EXPECT_THAT(first->Take(), ElementsAre("started 48000 10", "status STOPPED 8", "end OK "));
  EXPECT_THAT(second->Take(), ElementsAre("started 48000 20", "status STOPPED 4", "end OK "));
  Listen();
  EXPECT_EQ(audio_.opened(), 2);
}

TEST_F(AudioHubTest, TheStreamLingersAfterTheLastListener) {
  const auto first = Listen();
  audio_.Start();
  hub_->Leave(first.get());
  timers_.Advance(absl::Seconds(1));
  const auto second = Listen();
  EXPECT_THAT(second->Take(), ElementsAre("started 48000 10"));
  hub_->Leave(second.get());
  timers_.Advance(absl::Milliseconds(1900));
  EXPECT_EQ(audio_.cancelled(), 0);
  timers_.Advance(absl::Milliseconds(200));
  EXPECT_EQ(audio_.cancelled(), 1);
  Listen();
  EXPECT_EQ(audio_.opened(), 2);
}

TEST_F(AudioHubTest, AClockThatIsSetBackDoesNotKeepAStreamThatNobodyHears) {
  const auto hearer = Listen();
  audio_.Start();
  hub_->Leave(hearer.get());
  timers_.Jump(absl::Hours(-1));
  timers_.Advance(absl::Seconds(3));
  EXPECT_EQ(audio_.cancelled(), 1);
}

TEST_F(AudioHubTest, AFrameThatIsTooLongIsLost) {
  const auto hearer = Listen();
  audio_.Start();
  audio_.Play(1, "a");
  audio_.Play(2, std::string(64 << 10, 'b'));
  audio_.Play(3, "c");
  EXPECT_THAT(hearer->Take(), ElementsAre("started 48000 10", "frame 1 a", "frame 3 c after 1"));
}

TEST_F(AudioHubTest, AnAttemptForWhichNobodyWaitsIsGivenUp) {
  const auto first = Listen();
  hub_->Leave(first.get());
  EXPECT_EQ(audio_.cancelled(), 1);
  audio_.Start();
  const auto second = Listen();
  EXPECT_EQ(audio_.opened(), 2);
  EXPECT_THAT(second->Take(), IsEmpty());
}

TEST_F(AudioHubTest, AStreamEndsBeforeItsConnectionIsTooOld) {
  const auto hearer = Listen();
  audio_.Start();
  const auto pass_minutes = [&](int count) {
    for (int i = 0; i < count * 20; ++i) {
      audio_.Tell(v1::AUDIO_STATE_SILENT, 0);
      PassSeconds(3);
    }
    return hearer->Take();
  };
  EXPECT_EQ(pass_minutes(26).back(), "status SILENT 0");
  EXPECT_THAT(pass_minutes(4), Contains("end UNAVAILABLE STREAM_TOO_OLD"));
}

TEST_F(AudioHubTest, AStatusCountsTheListenersOfThisGateway) {
  const auto first = Listen();
  const auto second = Listen();
  audio_.Start();
  first->Take();
  audio_.Tell(v1::AUDIO_STATE_SILENT, 0);
  EXPECT_EQ(first->Read().front().status().listeners(), 2);
  EXPECT_EQ(hubs_.CountListeners(nullptr, "p1").listeners, 2);
  EXPECT_EQ(hubs_.CountListeners(nullptr, "p2").listeners, 0);
}

}  // namespace
}  // namespace cloudphone
