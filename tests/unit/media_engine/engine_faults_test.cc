#include <chrono>  // NOLINT(build/c++11)
#include <csignal>
#include <string>
#include <thread>  // NOLINT(build/c++11)

#include "adapters/media_engine/engine_status.h"
#include "adapters/media_engine/loaded_engine.h"
#include "gmock/gmock.h"
#include "tests/unit/media_engine/frame_recorder.h"
#include "tests/unit/media_engine/library_copy.h"

// What the loaded engine makes of each fault that the simulated library has.

namespace cloudphone {
namespace {

using absl::StatusCode;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TouchInput Touch() {
  TouchInput touch;
  touch.pointer = 3;
  touch.x = 52;
  touch.y = 157;
  touch.width = 720;
  touch.height = 1280;
  touch.time_ms = 7;
  return touch;
}

constexpr char kTouchLine[] =
    "touch pointer=3 action=0 x=52 y=157 width=720 height=1280 orientation=0 pressure=129 time=7";

LoadedEngineOptions Packed() {
  LoadedEngineOptions options;
  options.input_layout = InputLayout::kPacked;
  return options;
}

TEST(EngineFaults, APackedLayoutIsServedWhereItIsConfigured) {
  LibraryCopy library(BOTH_FORMS, {{"INPUT_LAYOUT", "packed"}});
  ASSERT_TRUE(library.Load(Packed())->InjectTouch(Touch()).ok());
  EXPECT_THAT(library.events(), ElementsAre(kTouchLine));
}

TEST(EngineFaults, TheWrongLayoutShows) {
  LibraryCopy natural(BOTH_FORMS);
  natural.Load(Packed())->InjectTouch(Touch()).IgnoreError();
  EXPECT_THAT(natural.events(), testing::Not(Contains(kTouchLine)));
  LibraryCopy packed(BOTH_FORMS, {{"INPUT_LAYOUT", "packed"}});
  packed.Load()->InjectTouch(Touch()).IgnoreError();
  EXPECT_THAT(packed.events(), testing::Not(Contains(kTouchLine)));
}

TEST(EngineFaults, APackedExtIsRead) {
  LibraryCopy library(BOTH_FORMS, {{"EXT", "packed"}});
  const auto engine = library.Load();
  FrameRecorder recorder;
  ASSERT_TRUE(engine->OpenAudio({}, recorder.Sink()).ok());
  ASSERT_TRUE(recorder.WaitFor(1));
  ASSERT_TRUE(recorder.frames()[0].ext.has_value());
  EXPECT_EQ(recorder.frames()[0].ext->sample_rate_hz, 48000);
}

TEST(EngineFaults, AZeroExtIsIgnoredAndLogged) {
  LibraryCopy library(BOTH_FORMS, {{"EXT", "zero"}});
  const auto engine = library.Load();
  FrameRecorder recorder;
  ASSERT_TRUE(engine->OpenAudio({}, recorder.Sink()).ok());
  ASSERT_TRUE(recorder.WaitFor(2));
  EXPECT_FALSE(recorder.frames()[0].ext.has_value());
  EXPECT_THAT(library.log(), ElementsAre(HasSubstr("makes no sense")));
}

TEST(EngineFaults, SilenceIsZeros) {
  LibraryCopy library(BOTH_FORMS, {{"SOUND", "silence"}});
  const auto engine = library.Load();
  FrameRecorder recorder;
  ASSERT_TRUE(engine->OpenAudio({}, recorder.Sink()).ok());
  ASSERT_TRUE(recorder.WaitFor(1));
  EXPECT_EQ(recorder.frames()[0].bytes, std::string(1920, '\0'));
}

TEST(EngineFaults, OpenWithoutDataIsOpen) {
  LibraryCopy library(BOTH_FORMS, {{"SOUND", "nothing"}});
  const auto engine = library.Load();
  FrameRecorder recorder;
  EXPECT_TRUE(engine->OpenAudio({}, recorder.Sink()).ok());
  EXPECT_EQ(engine->OpenAudio({}, recorder.Sink()).code(), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(engine->CloseAudio().ok());
  EXPECT_EQ(recorder.count(), 0U);
}

TEST(EngineFaults, ABurstLosesNothing) {
  LibraryCopy library(BOTH_FORMS, {{"BURST", "5"}});
  const auto engine = library.Load();
  FrameRecorder recorder;
  ASSERT_TRUE(engine->OpenAudio({}, recorder.Sink()).ok());
  ASSERT_TRUE(recorder.WaitFor(10));
  const auto frames = recorder.frames();
  for (size_t i = 0; i < frames.size(); ++i) {
    EXPECT_EQ(frames[i].ext->captured_at - frames[0].ext->captured_at, i * absl::Milliseconds(10));
  }
}

TEST(EngineFaults, FramesAfterCloseGoNowhereEvenWhenAudioIsOpenAgain) {
  LibraryCopy library(BOTH_FORMS, {{"LATE_FRAMES", "3"}});
  const auto engine = library.Load();
  FrameRecorder first;
  ASSERT_TRUE(engine->OpenAudio({}, first.Sink()).ok());
  ASSERT_TRUE(first.WaitFor(1));
  const uint64_t late_before = engine->Describe().late_frames;
  ASSERT_TRUE(engine->CloseAudio().ok());
  FrameRecorder second;
  ASSERT_TRUE(engine->OpenAudio({AudioCodec::kPcm, 8000, 2, 10, 0}, second.Sink()).ok());
  ASSERT_TRUE(second.WaitFor(5));
  EXPECT_EQ(engine->Describe().late_frames - late_before, 3U);
  for (const auto& frame : second.frames()) EXPECT_EQ(frame.bytes.size(), 320U) << "none of the first stream";
}

TEST(EngineFaults, AFrameOfAnotherLengthIsPassedOnAsItIs) {
  LibraryCopy library(BOTH_FORMS, {{"SHORT_FRAMES_FROM", "3"}});
  const auto engine = library.Load();
  FrameRecorder recorder;
  ASSERT_TRUE(engine->OpenAudio({}, recorder.Sink()).ok());
  ASSERT_TRUE(recorder.WaitFor(4));
  const auto frames = recorder.frames();
  EXPECT_EQ(frames[1].bytes.size(), 1920U);
  EXPECT_EQ(frames[2].bytes.size(), 960U);
}

TEST(EngineFaults, DuringASlowCloseNothingReachesTheSinkAndNothingCanBeOpened) {
  LibraryCopy library(BOTH_FORMS, {{"CLOSE_TAKES_MS", "100"}});
  const auto engine = library.Load();
  FrameRecorder recorder;
  ASSERT_TRUE(engine->OpenAudio({}, recorder.Sink()).ok());
  ASSERT_TRUE(recorder.WaitFor(1));
  const uint64_t late_before = engine->Describe().late_frames;
  const auto start = std::chrono::steady_clock::now();
  std::thread closing([&] { EXPECT_TRUE(engine->CloseAudio().ok()); });
  // Frames of a closed route count as late: then the close has begun.
  while (engine->Describe().late_frames == late_before) std::this_thread::yield();
  const size_t heard = recorder.count();
  EXPECT_EQ(engine->OpenAudio({}, recorder.Sink()).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(engine->CloseAudio().code(), StatusCode::kFailedPrecondition);
  closing.join();
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(99));
  EXPECT_EQ(recorder.count(), heard);
  EXPECT_TRUE(engine->OpenAudio({}, recorder.Sink()).ok());
}

TEST(EngineFaults, AnEmptyConfigurationIsTriedInEachForm) {
  for (const char* const accepted : {"any", "text", "braces"}) {
    LibraryCopy library(BOTH_FORMS, {{"EMPTY_CONFIG", accepted}});
    const auto engine = library.Load();
    FrameRecorder recorder;
    EXPECT_TRUE(engine->OpenAudio({}, recorder.Sink()).ok()) << accepted;
    EXPECT_TRUE(recorder.WaitFor(1)) << accepted;
  }
}

TEST(EngineFaults, ForcedResultsBecomeStatuses) {
  LibraryCopy library(
      BOTH_FORMS,
      {{"RESULTS", "OpenAudio=-2100,InjectTouchData=-1100,InjectKeyData=-4711,CloseAudio=-2200"}});
  const auto engine = library.Load();
  FrameRecorder recorder;
  const absl::Status open = engine->OpenAudio({}, recorder.Sink());
  EXPECT_EQ(open.code(), StatusCode::kUnavailable);
  EXPECT_EQ(EngineCodeOf(open), -2100);
  EXPECT_EQ(engine->OpenAudio({}, recorder.Sink()).code(), StatusCode::kUnavailable)
      << "and may be tried again";
  EXPECT_EQ(engine->InjectTouch(Touch()).code(), StatusCode::kUnavailable);
  const absl::Status key = engine->InjectKey({});
  EXPECT_EQ(key.code(), StatusCode::kInternal);
  EXPECT_EQ(EngineCodeOf(key), -4711);
  EXPECT_THAT(library.events(), IsEmpty());
}

TEST(EngineFaults, AStopThatFailsIsOnlyLogged) {
  LibraryCopy library(BOTH_FORMS, {{"RESULTS", "OpenAudio=0,CloseAudio=-2200"}});
  const auto engine = library.Load();
  ASSERT_TRUE(engine->OpenAudio({}, FrameRecorder().Sink()).ok());
  EXPECT_TRUE(engine->CloseAudio().ok());
  EXPECT_THAT(library.log(), ElementsAre("CloseAudio: audio stop failed (-2200)"));
}

// Another owner in the phone, here a second engine over the same library, has audio open.
TEST(EngineFaults, AStrictEngineRefusesASecondOwner) {
  LibraryCopy library(BOTH_FORMS, {{"SECOND_OPEN", "strict"}});
  const auto ours = library.Load();
  const auto other = library.Load();
  FrameRecorder others;
  FrameRecorder recorder;
  ASSERT_TRUE(other->OpenAudio({}, others.Sink()).ok());
  const absl::Status status = ours->OpenAudio({}, recorder.Sink());
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_EQ(EngineCodeOf(status), -2100);
  const size_t heard = others.count();
  EXPECT_TRUE(others.WaitFor(heard + 2));
  EXPECT_EQ(recorder.count(), 0U);
}

TEST(EngineFaults, ALaxEngineGivesTheStreamToTheSecondOwner) {
  LibraryCopy library(BOTH_FORMS, {{"SECOND_OPEN", "lax"}});
  const auto ours = library.Load();
  const auto other = library.Load();
  FrameRecorder others;
  FrameRecorder recorder;
  ASSERT_TRUE(other->OpenAudio({}, others.Sink()).ok());
  ASSERT_TRUE(ours->OpenAudio({}, recorder.Sink()).ok());
  EXPECT_TRUE(recorder.WaitFor(3));
  EXPECT_TRUE(ours->CloseAudio().ok());
  EXPECT_TRUE(other->CloseAudio().ok()) << "-2200 by now";
}

TEST(EngineFaults, RangesAreTheEnginesToJudge) {
  LibraryCopy library(BOTH_FORMS);
  const auto engine = library.Load();
  TouchInput outside = Touch();
  outside.x = 721;
  EXPECT_EQ(EngineCodeOf(engine->InjectTouch(outside)), -1000);
  EXPECT_EQ(EngineCodeOf(engine->InjectKey({24, static_cast<KeyAction>(2)})), -1001);
}

TEST(EngineFaults, AMisspeltFaultFailsEverything) {
  LibraryCopy library(BOTH_FORMS, {{"SOUND", "noise"}});
  EXPECT_EQ(EngineCodeOf(library.Load()->InjectTouch(Touch())), -1);
}

TEST(EngineFaultsDeathTest, TheProcessEndsAtAFrame) {
  const auto run = [] {
    LibraryCopy library(BOTH_FORMS, {{"ABORT_AT_FRAME", "3"}});
    const auto engine = library.Load();
    FrameRecorder recorder;
    if (!engine->OpenAudio({}, recorder.Sink()).ok()) return;
    recorder.WaitFor(3);
  };
  EXPECT_EXIT(run(), testing::KilledBySignal(SIGABRT), "");
}

TEST(EngineFaultsDeathTest, TheProcessEndsInAFunction) {
  const auto run = [] {
    LibraryCopy library(BOTH_FORMS, {{"ABORT_IN", "InjectTouchData"}});
    library.Load()->InjectTouch(Touch()).IgnoreError();
  };
  EXPECT_EXIT(run(), testing::KilledBySignal(SIGABRT), "");
}

}  // namespace
}  // namespace cloudphone
