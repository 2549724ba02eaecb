#include "service/simulator/engine/audio_format.h"

#include <ostream>

#include "gmock/gmock.h"

namespace cloudphone::simulator {
namespace {

using EmptyConfig = EngineOptions::EmptyConfig;

struct ConfigRow {
  const char* json;
  size_t bytes;  // Of a frame; 0 where it is refused.
};

void PrintTo(const ConfigRow& row, std::ostream* out) { *out << row.bytes; }

const ConfigRow kConfigs[] = {
    {nullptr, 1920},
    {"", 1920},
    {"{}", 1920},
    {R"({"audioType":1,"channels":2})", 1920},
    {R"({"channels":1})", 960},
    {R"({"sampleRate":44100})", 1764},
    {R"({"samplerate":44100})", 1764},
    {R"({"SAMPLERATE":96000})", 3840},
    {R"({"volume":11})", 1920},
    {R"({"audioType":0})", 240},
    {R"({"audioType":0,"interval":20})", 480},
    {R"({"audioType":0,"sampleRate":48000,"channels":2,"interval":20,"bitrate":128000})", 320},
    {R"({"audioType":2})", 0},
    {R"({"audioType":"1"})", 0},
    {R"({"sampleRate":16000})", 0},
    {R"({"sampleRate":48000.5})", 0},
    {R"({"channels":3})", 0},
    {R"({"channels":0})", 0},
    {R"({"interval":20})", 0},
    {R"({"bitrate":128000})", 0},
    {R"({"audioType":0,"interval":40})", 0},
    {R"({"audioType":0,"sampleRate":96000})", 0},
    {R"({"audioType":0,"bitrate":499})", 0},
    {R"({"audioType":0,"bitrate":512001})", 0},
    {R"({"audioType":0,"channels":2000000000})", 0},
    {"[]", 0},
    {"audio", 0},
};

class AudioFormatTest : public testing::TestWithParam<ConfigRow> {};

TEST_P(AudioFormatTest, IsReadOrRefused) {
  const auto format = ReadAudioFormat(GetParam().json, EmptyConfig::kAny);
  EXPECT_EQ(format.has_value() ? format->frame_bytes() : 0, GetParam().bytes);
}

INSTANTIATE_TEST_SUITE_P(Configs, AudioFormatTest, testing::ValuesIn(kConfigs));

TEST(AudioFormatTest, EmptyConfigurationsCanBeRefused) {
  EXPECT_FALSE(ReadAudioFormat(nullptr, EmptyConfig::kText).has_value());
  EXPECT_TRUE(ReadAudioFormat("", EmptyConfig::kText).has_value());
  EXPECT_FALSE(ReadAudioFormat(nullptr, EmptyConfig::kBraces).has_value());
  EXPECT_FALSE(ReadAudioFormat("", EmptyConfig::kBraces).has_value());
  EXPECT_TRUE(ReadAudioFormat("{}", EmptyConfig::kBraces).has_value());
}

}  // namespace
}  // namespace cloudphone::simulator
