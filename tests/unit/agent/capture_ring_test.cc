// Where the engine's callback leaves its frames.

#include "service/agent/audio/capture_ring.h"

#include <string>

#include "adapters/runtime/fake_timers.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

class CaptureRingTest : public testing::Test {
 protected:
  void Push(absl::string_view bytes, absl::optional<absl::Time> captured_at = absl::nullopt) {
    CapturedAudio frame;
    frame.bytes = bytes;
    if (captured_at.has_value()) frame.ext = AudioExt{2, 16, 48000, 10, *captured_at};
    ring_.Push(frame);
  }

  FakeTimers timers_;
  int woken_ = 0;
  CaptureRing ring_{&timers_, [this] { ++woken_; }};
};

TEST_F(CaptureRingTest, FramesAreCopiedAndNumbered) {
  std::string buffer = "one";
  Push(buffer);
  buffer = "XXX";
  Push("two");
  const auto frames = ring_.TakeAll();
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[0].bytes, "one");
  EXPECT_EQ(frames[0].seq, 1u);
  EXPECT_EQ(frames[1].seq, 2u);
  EXPECT_TRUE(ring_.TakeAll().empty());
}

TEST_F(CaptureRingTest, WakesOnceUntilItIsEmptied) {
  Push("a");
  Push("b");
  EXPECT_EQ(woken_, 1);
  ring_.TakeAll();
  Push("c");
  EXPECT_EQ(woken_, 2);
}

TEST_F(CaptureRingTest, TimesAreTheEnginesWhereItGivesThemAndOnlyGrow) {
  const absl::Time engine = timers_.Now() - absl::Milliseconds(7);
  Push("a", engine);
  Push("b", engine - absl::Seconds(1));
  Push("c");
  Push("d");
  const auto frames = ring_.TakeAll();
  EXPECT_EQ(frames[0].captured_at, engine);
  EXPECT_EQ(frames[1].captured_at, engine + absl::Microseconds(1));
  EXPECT_EQ(frames[2].captured_at, timers_.Now());
  EXPECT_EQ(frames[3].captured_at, timers_.Now() + absl::Microseconds(1));
}

TEST_F(CaptureRingTest, TheOldestAreLostWhenNobodyFetches) {
  for (size_t i = 0; i < CaptureRing::kMaxFrames + 10; ++i) Push("x");
  const auto frames = ring_.TakeAll();
  EXPECT_EQ(frames.size(), CaptureRing::kMaxFrames);
  EXPECT_EQ(frames.front().seq, 11u) << "which shows in the numbers";
}

TEST_F(CaptureRingTest, OddFramesAreIgnored) {
  Push("");
  Push(std::string(CaptureRing::kMaxFrameBytes + 1, 'x'));
  EXPECT_TRUE(ring_.TakeAll().empty());
  Push(std::string(CaptureRing::kMaxFrameBytes, 'x'));
  EXPECT_EQ(ring_.TakeAll().front().seq, 1u);
}

TEST_F(CaptureRingTest, NothingComesAfterItIsClosed) {
  Push("a");
  ring_.Close();
  Push("b");
  EXPECT_TRUE(ring_.TakeAll().empty());
  EXPECT_EQ(woken_, 1);
}

}  // namespace
}  // namespace cloudphone
