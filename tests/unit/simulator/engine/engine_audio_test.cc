#include <csignal>
#include <cstdint>
#include <cstring>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "service/simulator/engine/engine_core.h"
#include "tests/unit/media_engine/pitch.h"

namespace cloudphone::simulator {
namespace {

using testing::Each;
using testing::SizeIs;

// A core with a clock that the test turns, and what its callback got.
class EngineAudioTest : public testing::Test {
 protected:
  struct Frame {
    absl::Time at;
    std::string bytes;
    AudioCallbackExt ext;
  };

  void Make(const EngineOptions& options) {
    core_ = std::make_unique<EngineCore>(options, &timers_, [](const EngineEvent&) {});
  }

  int Open(const char* json, std::vector<Frame>* frames) {
    return core_->OpenAudio(json, [this, frames](uint8_t* buffer, uint32_t length, void* ext) {
      Frame frame{timers_.Now(), std::string(reinterpret_cast<char*>(buffer), length), {}};
      std::memcpy(&frame.ext, ext, sizeof(frame.ext));
      frames->push_back(frame);
    });
  }

  void Touch(uint8_t action, uint16_t x) {
    InputTouch touch{};
    touch.action = action;
    touch.touchX = x;
    touch.physicalWidth = 720;
    touch.physicalHeight = 1280;
    ASSERT_EQ(core_->InjectTouchData(&touch), 0);
  }

  // The pitch of the next half second.
  double Listen() {
    const size_t from = frames_.size();
    timers_.Advance(absl::Milliseconds(500));
    std::string pcm;
    for (size_t i = from; i < frames_.size(); ++i) pcm += frames_[i].bytes;
    return PitchHeard(pcm, 48000, 2);
  }

  FakeTimers timers_;
  std::vector<Frame> frames_;
  std::unique_ptr<EngineCore> core_;
};

TEST_F(EngineAudioTest, FramesComeEveryTenMillisecondsWithTheTimeInUtc) {
  Make({});
  const absl::Time start = timers_.Now();
  ASSERT_EQ(Open("", &frames_), 0);
  timers_.Advance(absl::Seconds(10));
  ASSERT_THAT(frames_, SizeIs(1000));
  for (size_t i = 0; i < frames_.size(); ++i) {
    EXPECT_EQ(frames_[i].at, start + (i + 1) * absl::Milliseconds(10));
    EXPECT_THAT(frames_[i].bytes, SizeIs(1920));
    EXPECT_EQ(frames_[i].ext.timestamp, static_cast<uint64_t>(absl::ToUnixMillis(frames_[i].at)));
  }
  EXPECT_EQ(frames_[0].ext.channels, 2);
  EXPECT_EQ(frames_[0].ext.audioBitDepth, 16);
  EXPECT_EQ(frames_[0].ext.sampleRate, 48000U);
  EXPECT_EQ(frames_[0].ext.sampleInterval, 10U);
}

// A timer that comes late shows as a callback that runs late: here the first one holds the thread up.
TEST_F(EngineAudioTest, WhatIsLateIsMadeUpForAndDelaysNothingAfterIt) {
  Make({});
  const absl::Time start = timers_.Now();
  std::vector<absl::Time> at;
  ASSERT_EQ(core_->OpenAudio("",
                             [&](uint8_t*, uint32_t, void*) {
                               at.push_back(timers_.Now());
                               if (at.size() == 1) timers_.Advance(absl::Milliseconds(35));
                             }),
            0);
  timers_.Advance(absl::Milliseconds(60));
  ASSERT_GE(at.size(), 5U);
  EXPECT_EQ(at[0], start + absl::Milliseconds(10));
  EXPECT_EQ(at.back(), start + at.size() * absl::Milliseconds(10));
}

TEST_F(EngineAudioTest, ThePitchFollowsTheLastDownOrMove) {
  Make({});
  ASSERT_EQ(Open(nullptr, &frames_), 0);
  EXPECT_NEAR(Listen(), 440, 2);
  Touch(0, 0);
  EXPECT_NEAR(Listen(), 200, 2);
  Touch(2, 360);
  EXPECT_NEAR(Listen(), 1100, 4);
  Touch(1, 720);
  EXPECT_NEAR(Listen(), 1100, 4) << "UP changes nothing";
  Touch(0, 720);
  EXPECT_NEAR(Listen(), 2000, 8);
}

TEST_F(EngineAudioTest, BothChannelsAreTheSameAndTheSineNeverJumps) {
  Make({});
  ASSERT_EQ(Open("", &frames_), 0);
  timers_.Advance(absl::Milliseconds(50));
  Touch(0, 720);
  timers_.Advance(absl::Milliseconds(50));
  int last = 0;
  for (const Frame& frame : frames_) {
    for (size_t i = 0; i < frame.bytes.size(); i += 4) {
      int16_t left = 0;
      std::memcpy(&left, frame.bytes.data() + i, 2);
      EXPECT_EQ(frame.bytes.substr(i, 2), frame.bytes.substr(i + 2, 2));
      // The steepest step of 2000 Hz at 48000 Hz is 8192 * 2 pi * 2000 / 48000.
      EXPECT_LE(std::abs(left - last), 2200);
      last = left;
    }
  }
}

TEST_F(EngineAudioTest, CloseEndsTheFrames) {
  Make({});
  ASSERT_EQ(Open("", &frames_), 0);
  timers_.Advance(absl::Milliseconds(30));
  EXPECT_EQ(core_->CloseAudio(), 0);
  EXPECT_EQ(core_->CloseAudio(), -2200);
  timers_.Advance(absl::Seconds(1));
  EXPECT_THAT(frames_, SizeIs(3));
  EXPECT_EQ(timers_.pending(), 0U);
}

TEST_F(EngineAudioTest, TheDestructorEndsTheFrames) {
  Make({});
  ASSERT_EQ(Open("", &frames_), 0);
  core_.reset();
  timers_.Advance(absl::Seconds(1));
  EXPECT_THAT(frames_, SizeIs(0));
}

TEST_F(EngineAudioTest, ASecondOpenIsRefusedOrReplaces) {
  std::vector<Frame> second;
  Make({});
  ASSERT_EQ(Open("", &frames_), 0);
  EXPECT_EQ(Open("", &second), -2100);
  EngineOptions lax;
  lax.second_open_replaces = true;
  Make(lax);
  frames_.clear();
  ASSERT_EQ(Open("", &frames_), 0);
  EXPECT_EQ(Open("", &second), 0);
  timers_.Advance(absl::Milliseconds(20));
  EXPECT_THAT(frames_, SizeIs(0));
  EXPECT_THAT(second, SizeIs(2));
}

TEST_F(EngineAudioTest, ABurstHoldsFramesBackAndGivesThemAtOnce) {
  EngineOptions options;
  options.burst = 20;
  Make(options);
  const absl::Time start = timers_.Now();
  ASSERT_EQ(Open("", &frames_), 0);
  timers_.Advance(absl::Milliseconds(199));
  EXPECT_THAT(frames_, SizeIs(0));
  timers_.Advance(absl::Milliseconds(201));
  ASSERT_THAT(frames_, SizeIs(40));
  for (size_t i = 0; i < 40; ++i) {
    EXPECT_EQ(frames_[i].at, start + absl::Milliseconds(i < 20 ? 200 : 400));
    EXPECT_EQ(frames_[i].ext.timestamp,
              static_cast<uint64_t>(absl::ToUnixMillis(start + (i + 1) * absl::Milliseconds(10))));
  }
}

TEST_F(EngineAudioTest, LateFramesComeAfterClose) {
  EngineOptions options;
  options.late_frames = 2;
  Make(options);
  ASSERT_EQ(Open("", &frames_), 0);
  ASSERT_EQ(core_->CloseAudio(), 0);
  timers_.Advance(absl::Seconds(1));
  EXPECT_THAT(frames_, SizeIs(2));
}

TEST_F(EngineAudioTest, FramesCanGrowShort) {
  EngineOptions options;
  options.short_frames_from = 2;
  Make(options);
  ASSERT_EQ(Open("", &frames_), 0);
  timers_.Advance(absl::Milliseconds(20));
  ASSERT_THAT(frames_, SizeIs(2));
  EXPECT_THAT(frames_[0].bytes, SizeIs(1920));
  EXPECT_THAT(frames_[1].bytes, SizeIs(960));
}

TEST_F(EngineAudioTest, SilenceIsZerosAndNothingIsNothing) {
  EngineOptions options;
  options.sound = EngineOptions::Sound::kSilence;
  Make(options);
  ASSERT_EQ(Open("", &frames_), 0);
  timers_.Advance(absl::Milliseconds(10));
  ASSERT_THAT(frames_, SizeIs(1));
  EXPECT_THAT(frames_[0].bytes, Each('\0'));
  options.sound = EngineOptions::Sound::kNothing;
  Make(options);
  frames_.clear();
  ASSERT_EQ(Open("", &frames_), 0);
  timers_.Advance(absl::Seconds(1));
  EXPECT_THAT(frames_, SizeIs(0));
}

TEST_F(EngineAudioTest, ASlowCloseWaitsWhileFramesGoOn) {
  EngineOptions options;
  options.close_takes = absl::Milliseconds(55);
  Make(options);
  ASSERT_EQ(Open("", &frames_), 0);
  std::thread closing([&] { EXPECT_EQ(core_->CloseAudio(), 0); });
  while (timers_.pending() < 2) std::this_thread::yield();  // The next frame, and the end of the wait.
  timers_.Advance(absl::Milliseconds(55));
  closing.join();
  EXPECT_THAT(frames_, SizeIs(5));
  timers_.Advance(absl::Seconds(1));
  EXPECT_THAT(frames_, SizeIs(5));
}

using EngineAudioDeathTest = EngineAudioTest;

TEST_F(EngineAudioDeathTest, TheProcessEndsAtTheFrame) {
  EngineOptions options;
  options.abort_at_frame = 3;
  Make(options);
  ASSERT_EQ(Open("", &frames_), 0);
  timers_.Advance(absl::Milliseconds(20));
  EXPECT_THAT(frames_, SizeIs(2));
  EXPECT_EXIT(timers_.Advance(absl::Milliseconds(10)), testing::KilledBySignal(SIGABRT), "");
}

// A clock that a test may turn back, as a calendar may be.
class TurnedTimers final : public Timers {
 public:
  absl::Time Now() const override { return now; }
  Id RunAt(absl::Time time, absl::AnyInvocable<void() &&> callback) override {
    due = time;
    next = std::move(callback);
    return 1;
  }
  bool Cancel(Id /*id*/) override { return false; }

  absl::Time now = absl::FromUnixSeconds(1700000000);
  absl::Time due;
  absl::AnyInvocable<void() &&> next;
};

TEST(EngineClockTest, AClockThatIsTurnedTakesTheScheduleAlong) {
  TurnedTimers timers;
  EngineCore core({}, &timers, [](const EngineEvent&) {});
  int frames = 0;
  ASSERT_EQ(core.OpenAudio("", [&](uint8_t*, uint32_t, void*) { ++frames; }), 0);
  for (const absl::Duration turn : {absl::Hours(-1), absl::Hours(2)}) {
    timers.now = timers.due + turn;
    frames = 0;
    std::move(timers.next)();
    EXPECT_EQ(frames, 1) << "neither an hour of silence nor an hour of sound at once";
    EXPECT_EQ(timers.due, timers.now + absl::Milliseconds(10));
  }
}

}  // namespace
}  // namespace cloudphone::simulator
