#include "adapters/media_engine/loaded_engine.h"

#include <string>
#include <utility>

#include "adapters/media_engine/engine_status.h"
#include "gmock/gmock.h"
#include "tests/unit/media_engine/frame_recorder.h"
#include "tests/unit/media_engine/library_copy.h"
#include "tests/unit/media_engine/pitch.h"

namespace cloudphone {
namespace {

using absl::StatusCode;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

TouchInput TouchAt(uint16_t x) {
  TouchInput touch;
  touch.x = x;
  touch.y = 157;
  touch.width = 720;
  touch.height = 1280;
  return touch;
}

TEST(LoadedEngineTest, CxxFormIsPreferredWhereBothAreThere) {
  LibraryCopy library(BOTH_FORMS);
  const EngineDescription description = library.Load()->Describe();
  EXPECT_THAT(description.symbols,
              ElementsAre("InjectTouchData: _Z15InjectTouchDataRK10InputTouch (C++)",
                          "InjectKeyData: _Z13InjectKeyDataRK8InputKey (C++)",
                          "OpenAudio: _Z9OpenAudioPKcPFvPhjR16AudioCallbackExtE (C++)",
                          "CloseAudio: _Z10CloseAudiov (C++)", "GetVersion: _Z10GetVersionv (C++)",
                          "GetCPHMediaFeatures: _Z19GetCPHMediaFeaturesv (C++)"));
  EXPECT_THAT(description.missing, IsEmpty());
  EXPECT_EQ(description.version, "5.0.0-sim");
  EXPECT_EQ(description.features.h264, true);
  EXPECT_EQ(description.features.fps_max, 30);
  EXPECT_EQ(description.library, library.path());
  EXPECT_THAT(library.log(), IsEmpty());
}

// Touch, key and sound through a library that has one form of names only.
class OneFormTest : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(OneFormTest, EverythingWorks) {
  LibraryCopy library(GetParam().first);
  const auto engine = library.Load();
  EXPECT_THAT(engine->Describe().symbols, testing::Each(EndsWith(GetParam().second)));
  FrameRecorder recorder;
  EXPECT_TRUE(engine->OpenAudio({}, recorder.Sink()).ok());
  EXPECT_TRUE(engine->InjectTouch(TouchAt(52)).ok());
  EXPECT_TRUE(engine->InjectKey({24, KeyAction::kDown}).ok());
  EXPECT_TRUE(recorder.WaitFor(2));
  EXPECT_TRUE(engine->CloseAudio().ok());
  EXPECT_THAT(
      library.events(),
      ElementsAre(
          "touch pointer=0 action=0 x=52 y=157 width=720 height=1280 orientation=0 pressure=129 time=0",
          "key code=24 action=0"));
}

INSTANTIATE_TEST_SUITE_P(Forms, OneFormTest,
                         testing::Values(std::make_pair(CXX_FORM, "(C++)"), std::make_pair(C_FORM, "(C)")));

TEST(LoadedEngineTest, FramesAreTenMillisecondsOfThePitchThatWasTouched) {
  LibraryCopy library(BOTH_FORMS);
  const auto engine = library.Load();
  ASSERT_TRUE(engine->InjectTouch(TouchAt(360)).ok());
  FrameRecorder recorder;
  ASSERT_TRUE(engine->OpenAudio({}, recorder.Sink()).ok());
  ASSERT_TRUE(recorder.WaitFor(20));
  ASSERT_TRUE(engine->CloseAudio().ok());
  const auto frames = recorder.frames();
  std::string pcm;
  for (size_t i = 0; i < frames.size(); ++i) {
    ASSERT_EQ(frames[i].bytes.size(), 1920U);
    ASSERT_TRUE(frames[i].ext.has_value());
    EXPECT_EQ(frames[i].ext->sample_rate_hz, 48000);
    // An absolute schedule: not a millisecond is lost, whatever held a frame up.
    EXPECT_EQ(frames[i].ext->captured_at, frames[0].ext->captured_at + i * absl::Milliseconds(10));
    pcm += frames[i].bytes;
  }
  EXPECT_NEAR(PitchHeard(pcm, 48000, 2), 1100, 5);
  EXPECT_THAT(library.log(), ElementsAre(HasSubstr("in order: first frame: 1920 bytes, ext 0210")));
}

TEST(LoadedEngineTest, SettingsReachTheEngine) {
  LibraryCopy library(BOTH_FORMS);
  const auto engine = library.Load();
  struct Row {
    AudioSettings settings;
    size_t bytes;
  };
  for (const Row& row :
       {Row{{AudioCodec::kPcm, 44100, 1, 10, 0}, 882}, Row{{AudioCodec::kPcm, 8000, 2, 10, 0}, 320},
        Row{{AudioCodec::kOpus, 48000, 2, 20, 128000}, 320}}) {
    FrameRecorder recorder;
    ASSERT_TRUE(engine->OpenAudio(row.settings, recorder.Sink()).ok());
    ASSERT_TRUE(recorder.WaitFor(1));
    ASSERT_TRUE(engine->CloseAudio().ok());
    const auto frame = recorder.frames().front();
    EXPECT_EQ(frame.bytes.size(), row.bytes);
    ASSERT_TRUE(frame.ext.has_value());
    EXPECT_EQ(frame.ext->sample_rate_hz, row.settings.sample_rate_hz);
    EXPECT_EQ(frame.ext->channels, row.settings.channels);
    EXPECT_EQ(frame.ext->interval_ms, row.settings.interval_ms);
  }
}

// The first CloseAudio of that library fails.
TEST(LoadedEngineTest, AStreamThatCouldNotBeClosedIsClosedBeforeTheNext) {
  LibraryCopy library(STUBBORN);
  const auto engine = library.Load();
  ASSERT_TRUE(engine->OpenAudio({}, FrameRecorder().Sink()).ok());
  engine->CloseAudio().IgnoreError();
  EXPECT_TRUE(engine->OpenAudio({}, FrameRecorder().Sink()).ok());
}

TEST(LoadedEngineTest, IllegalSettingsAreRefusedBeforeTheEngineIsAsked) {
  LibraryCopy library(BOTH_FORMS, {{"ABORT_IN", "OpenAudio"}});
  const absl::Status status =
      library.Load()->OpenAudio({AudioCodec::kPcm, 16000, 2, 10, 0}, FrameRecorder().Sink());
  EXPECT_EQ(FieldOf(status), "sample_rate");
}

TEST(LoadedEngineTest, ASecondOpenIsRefusedUntilTheFirstIsClosed) {
  LibraryCopy library(BOTH_FORMS);
  const auto engine = library.Load();
  FrameRecorder recorder;
  ASSERT_TRUE(engine->OpenAudio({}, recorder.Sink()).ok());
  EXPECT_EQ(engine->OpenAudio({}, recorder.Sink()).code(), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(engine->CloseAudio().ok());
  EXPECT_TRUE(engine->CloseAudio().ok()) << "closed is closed";
  EXPECT_TRUE(engine->OpenAudio({}, recorder.Sink()).ok());
}

TEST(LoadedEngineTest, WhatADeadOwnerLeftOpenIsClosedAtTheStart) {
  LibraryCopy library(BOTH_FORMS);
  const auto dead = library.Load();
  FrameRecorder left;
  ASSERT_TRUE(dead->OpenAudio({}, left.Sink()).ok());
  const auto engine = library.Load();
  FrameRecorder recorder;
  EXPECT_TRUE(engine->OpenAudio({}, recorder.Sink()).ok());
  EXPECT_TRUE(recorder.WaitFor(1));
}

TEST(LoadedEngineTest, TheDestructorClosesAudio) {
  LibraryCopy library(BOTH_FORMS);
  const auto next = library.Load();
  FrameRecorder recorder;
  ASSERT_TRUE(library.Load()->OpenAudio({}, recorder.Sink()).ok());
  EXPECT_TRUE(next->OpenAudio({}, recorder.Sink()).ok());
}

TEST(LoadedEngineTest, NoLibraryIsNotFoundWithTheLoadersWordsForEachPath) {
  LoadedEngineOptions options;
  options.paths = {"libnowhere.so", "/nowhere/libCPHMediaEngine.so"};
  const auto engine = LoadedEngine::Load(std::move(options));
  EXPECT_EQ(engine.status().code(), StatusCode::kNotFound);
  EXPECT_THAT(std::string(engine.status().message()),
              AllOf(HasSubstr("libnowhere.so"), HasSubstr("/nowhere/libCPHMediaEngine.so")));
}

TEST(LoadedEngineTest, TheFirstPathThatLoadsIsTaken) {
  LibraryCopy library(BOTH_FORMS);
  LoadedEngineOptions options;
  options.paths = {"libnowhere.so", library.path(), RENAMED_LIBRARY};
  const auto engine = LoadedEngine::Load(std::move(options));
  ASSERT_TRUE(engine.ok());
  EXPECT_EQ((*engine)->Describe().library, library.path());
}

TEST(LoadedEngineTest, AClassFormLibraryIsRecognisedAndNeverCalled) {
  LibraryCopy library(OLD_LIBRARY);
  const auto engine = library.Load();
  const EngineDescription description = engine->Describe();
  EXPECT_THAT(description.symbols, testing::Each(EndsWith("(class form, too old)")));
  EXPECT_EQ(description.missing.size(), 6U);
  EXPECT_FALSE(description.has_audio || description.has_touch || description.has_keys);
  EXPECT_THAT(library.log(), testing::Each(HasSubstr("class-form library")));
  EXPECT_EQ(engine->OpenAudio({}, FrameRecorder().Sink()).code(), StatusCode::kUnimplemented);
  EXPECT_EQ(engine->InjectTouch(TouchAt(1)).code(), StatusCode::kUnimplemented);
  EXPECT_EQ(engine->InjectKey({}).code(), StatusCode::kUnimplemented);
  EXPECT_TRUE(engine->CloseAudio().ok());
}

TEST(LoadedEngineTest, LikelyNamesOfMissingFunctionsAreLoggedAndNotCalled) {
  LibraryCopy library(RENAMED_LIBRARY);
  const auto engine = library.Load();
  EXPECT_THAT(
      library.log(),
      ElementsAre(
          "InjectTouchData: not exported",
          "InjectKeyData: not exported under a known name; maybe _ZN3cph13InjectKeyDataERKNS_8InputKeyE",
          AllOf(HasSubstr("OpenAudio: "), HasSubstr("maybe _ZN3cph9OpenAudioE")),
          "CloseAudio: not exported under a known name; maybe _ZN3cph10CloseAudioEv"));
  EXPECT_EQ(engine->InjectKey({}).code(), StatusCode::kUnimplemented);
  EXPECT_EQ(engine->Describe().version, "");
}

TEST(LoadedEngineTest, AConfiguredNameIsUsed) {
  LibraryCopy library(RENAMED_LIBRARY);
  LoadedEngineOptions options;
  options.symbols = {{"InjectKeyData", "_ZN3cph13InjectKeyDataERKNS_8InputKeyE"}, {"GetVersion", "nothing"}};
  const auto engine = library.Load(std::move(options));
  EXPECT_EQ(EngineCodeOf(engine->InjectKey({})), -1101);
  EXPECT_THAT(engine->Describe().symbols,
              Contains("InjectKeyData: _ZN3cph13InjectKeyDataERKNS_8InputKeyE (configured)"));
  EXPECT_THAT(engine->Describe().missing, Contains("GetVersion")) << "no other name is tried";
}

TEST(LoadedEngineTest, ANameForAnUnknownFunctionIsRefused) {
  LoadedEngineOptions options;
  options.symbols = {{"OpenSound", "x"}};
  EXPECT_EQ(LoadedEngine::Load(std::move(options)).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace cloudphone
