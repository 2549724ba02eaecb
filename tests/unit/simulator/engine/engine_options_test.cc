#include "service/simulator/engine/engine_options.h"

#include <map>
#include <string>
#include <utility>

#include "gmock/gmock.h"

namespace cloudphone::simulator {
namespace {

using Options = EngineOptions;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

std::map<std::string, std::string>& Environment() {
  static std::map<std::string, std::string> environment;
  return environment;
}

absl::StatusOr<Options> Read(std::map<std::string, std::string> environment) {
  Environment() = std::move(environment);
  return EngineOptionsFrom([](const char* name) -> const char* {
    const auto found = Environment().find(name);
    return found == Environment().end() ? nullptr : found->second.c_str();
  });
}

TEST(EngineOptionsTest, AnEmptyEnvironmentIsAHealthyEngine) {
  for (const auto& options : {Read({}), Read({{"CPH_ENGINE_SOUND", ""}, {"CPH_ENGINE_BURST", ""}})}) {
    ASSERT_TRUE(options.ok());
    EXPECT_EQ(options->sound, Options::Sound::kTone);
    EXPECT_EQ(options->burst, 1);
    EXPECT_EQ(options->abort_at_frame, 0);
    EXPECT_TRUE(options->results.empty());
  }
}

TEST(EngineOptionsTest, EveryVariableIsRead) {
  const auto options = Read({{"CPH_ENGINE_INPUT_LAYOUT", "packed"},
                             {"CPH_ENGINE_EXT", "zero"},
                             {"CPH_ENGINE_SOUND", "nothing"},
                             {"CPH_ENGINE_EMPTY_CONFIG", "braces"},
                             {"CPH_ENGINE_SECOND_OPEN", "lax"},
                             {"CPH_ENGINE_BURST", "2"},
                             {"CPH_ENGINE_LATE_FRAMES", "3"},
                             {"CPH_ENGINE_SHORT_FRAMES_FROM", "4"},
                             {"CPH_ENGINE_CLOSE_TAKES_MS", "5"},
                             {"CPH_ENGINE_ABORT_AT_FRAME", "6"},
                             {"CPH_ENGINE_ABORT_IN", "CloseAudio"},
                             {"CPH_ENGINE_RESULTS", "OpenAudio=-2100,CloseAudio=0"},
                             {"CPH_ENGINE_EVENT_LOG", "/events"}});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->input_layout, Options::Layout::kPacked);
  EXPECT_EQ(options->ext, Options::Ext::kZero);
  EXPECT_EQ(options->sound, Options::Sound::kNothing);
  EXPECT_EQ(options->empty_config, Options::EmptyConfig::kBraces);
  EXPECT_TRUE(options->second_open_replaces);
  EXPECT_EQ(options->burst, 2);
  EXPECT_EQ(options->late_frames, 3);
  EXPECT_EQ(options->short_frames_from, 4);
  EXPECT_EQ(options->close_takes, absl::Milliseconds(5));
  EXPECT_EQ(options->abort_at_frame, 6);
  EXPECT_EQ(options->abort_in, "CloseAudio");
  EXPECT_THAT(options->results, UnorderedElementsAre(Pair("OpenAudio", -2100), Pair("CloseAudio", 0)));
  EXPECT_EQ(options->event_log, "/events");
}

TEST(EngineOptionsTest, AValueThatMeansNothingIsNamed) {
  const std::pair<const char*, const char*> wrong[] = {
      {"CPH_ENGINE_INPUT_LAYOUT", "loose"}, {"CPH_ENGINE_EXT", "24"},
      {"CPH_ENGINE_SOUND", "Tone"},         {"CPH_ENGINE_EMPTY_CONFIG", "none"},
      {"CPH_ENGINE_SECOND_OPEN", "1"},      {"CPH_ENGINE_BURST", "many"},
      {"CPH_ENGINE_LATE_FRAMES", "-1"},     {"CPH_ENGINE_RESULTS", "OpenAudio"},
      {"CPH_ENGINE_RESULTS", "=1"},
  };
  for (const auto& [name, value] : wrong) {
    const auto options = Read({{name, value}});
    EXPECT_EQ(options.status().code(), absl::StatusCode::kInvalidArgument) << name << "=" << value;
    EXPECT_THAT(std::string(options.status().message()), HasSubstr(name));
  }
}

}  // namespace
}  // namespace cloudphone::simulator
