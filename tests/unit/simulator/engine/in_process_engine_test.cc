#include "service/simulator/engine/in_process_engine.h"

#include <string>
#include <vector>

#include "adapters/media_engine/engine_status.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "tests/unit/media_engine/frame_recorder.h"
#include "tests/unit/media_engine/pitch.h"

namespace cloudphone::simulator {
namespace {

using absl::StatusCode;
using testing::ElementsAre;

TouchInput TouchAt(uint16_t x) {
  TouchInput touch;
  touch.x = x;
  touch.width = 720;
  touch.height = 1280;
  return touch;
}

class InProcessEngineTest : public testing::Test {
 protected:
  std::unique_ptr<InProcessEngine> Make(const EngineOptions& options) {
    return std::make_unique<InProcessEngine>(
        options, &timers_, [this](const EngineEvent& event) { events_.push_back(ToLine(event)); });
  }

  FakeTimers timers_;
  std::vector<std::string> events_;
  FrameRecorder recorder_;
};

TEST_F(InProcessEngineTest, ATouchIsHeard) {
  const auto engine = Make({});
  ASSERT_TRUE(engine->OpenAudio({}, recorder_.Sink()).ok());
  ASSERT_TRUE(engine->InjectTouch(TouchAt(360)).ok());
  timers_.Advance(absl::Milliseconds(500));
  std::string pcm;
  for (const auto& frame : recorder_.frames()) pcm += frame.bytes;
  EXPECT_NEAR(PitchHeard(pcm, 48000, 2), 1100, 4);
  EXPECT_EQ(recorder_.frames().back().ext->captured_at, timers_.Now());
}

TEST_F(InProcessEngineTest, BothLayoutsArriveWhole) {
  for (const auto layout : {EngineOptions::Layout::kNatural, EngineOptions::Layout::kPacked}) {
    events_.clear();
    EngineOptions options;
    options.input_layout = layout;
    const auto engine = Make(options);
    TouchInput touch = TouchAt(52);
    touch.pointer = 9;
    touch.orientation = 3;
    touch.action = TouchAction::kMove;
    touch.y = 157;
    touch.pressure = 300;
    touch.time_ms = 100000;
    EXPECT_TRUE(engine->InjectTouch(touch).ok());
    EXPECT_EQ(
        events_.front(),
        "touch pointer=9 action=2 x=52 y=157 width=720 height=1280 orientation=3 pressure=300 time=100000");
  }
}

TEST_F(InProcessEngineTest, PhonesAreEachTheirOwn) {
  const auto one = Make({});
  const auto other = Make({});
  FrameRecorder others;
  ASSERT_TRUE(one->OpenAudio({}, recorder_.Sink()).ok());
  ASSERT_TRUE(other->OpenAudio({AudioCodec::kPcm, 8000, 1, 10, 0}, others.Sink()).ok());
  ASSERT_TRUE(one->InjectTouch(TouchAt(1)).ok());
  EXPECT_EQ(one->fingers().size(), 1U);
  EXPECT_TRUE(other->fingers().empty());
  timers_.Advance(absl::Milliseconds(10));
  EXPECT_EQ(recorder_.frames()[0].bytes.size(), 1920U);
  EXPECT_EQ(others.frames()[0].bytes.size(), 160U);
}

TEST_F(InProcessEngineTest, KeepsThePortsRules) {
  const auto engine = Make({});
  EXPECT_TRUE(engine->CloseAudio().ok()) << "closed is closed";
  EXPECT_EQ(FieldOf(engine->OpenAudio({AudioCodec::kPcm, 48000, 5, 10, 0}, recorder_.Sink())), "channels");
  ASSERT_TRUE(engine->OpenAudio({}, recorder_.Sink()).ok());
  EXPECT_EQ(engine->OpenAudio({}, recorder_.Sink()).code(), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(engine->CloseAudio().ok());
  EXPECT_TRUE(engine->OpenAudio({}, recorder_.Sink()).ok());
  EXPECT_EQ(EngineCodeOf(engine->InjectTouch(TouchAt(721))), -1000);
  EXPECT_TRUE(engine->InjectKey({24, KeyAction::kDown}).ok());
  EXPECT_THAT(events_, ElementsAre("key code=24 action=0"));
}

TEST_F(InProcessEngineTest, AnEngineThatDoesNotOpenCanBeAskedAgain) {
  EngineOptions options;
  options.results = {{"OpenAudio", -2100}};
  const auto engine = Make(options);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(EngineCodeOf(engine->OpenAudio({}, recorder_.Sink())), -2100);
  }
}

TEST_F(InProcessEngineTest, LateFramesGoNowhere) {
  EngineOptions options;
  options.late_frames = 2;
  const auto engine = Make(options);
  ASSERT_TRUE(engine->OpenAudio({}, recorder_.Sink()).ok());
  ASSERT_TRUE(engine->CloseAudio().ok());
  timers_.Advance(absl::Seconds(1));
  EXPECT_EQ(recorder_.count(), 0U);
  EXPECT_EQ(engine->Describe().late_frames, 2U);
}

TEST_F(InProcessEngineTest, DescribesItself) {
  const EngineDescription description = Make({})->Describe();
  EXPECT_EQ(description.version, "5.0.0-sim");
  EXPECT_EQ(description.features.height_max, 1280);
  EXPECT_TRUE(description.has_audio && description.has_touch && description.has_keys);
  EXPECT_TRUE(description.missing.empty());
}

}  // namespace
}  // namespace cloudphone::simulator
