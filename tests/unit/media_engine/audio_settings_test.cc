#include "adapters/media_engine/audio_settings.h"

#include <ostream>
#include <string>

#include "adapters/media_engine/audio_config.h"
#include "adapters/media_engine/engine_status.h"
#include "gmock/gmock.h"

namespace cloudphone {
namespace {

constexpr AudioCodec kPcm = AudioCodec::kPcm;
constexpr AudioCodec kOpus = AudioCodec::kOpus;

struct SettingsRow {
  const char* name;
  AudioSettings settings;   // codec, sample rate, channels, interval, bit rate
  const char* wrong_field;  // Empty where the settings are legal.
};

void PrintTo(const SettingsRow& row, std::ostream* out) { *out << row.name; }

const SettingsRow kRows[] = {
    {"Defaults", {}, ""},
    {"Pcm8000", {kPcm, 8000, 2, 10, 0}, ""},
    {"Pcm44100", {kPcm, 44100, 2, 10, 0}, ""},
    {"Pcm96000", {kPcm, 96000, 2, 10, 0}, ""},
    {"PcmMono", {kPcm, 48000, 1, 10, 0}, ""},
    {"Pcm0Hz", {kPcm, 0, 2, 10, 0}, "sample_rate"},
    {"Pcm16000", {kPcm, 16000, 2, 10, 0}, "sample_rate"},
    {"PcmNoChannel", {kPcm, 48000, 0, 10, 0}, "channels"},
    {"PcmThreeChannels", {kPcm, 48000, 3, 10, 0}, "channels"},
    {"Pcm20ms", {kPcm, 48000, 2, 20, 0}, "interval"},
    {"Pcm0ms", {kPcm, 48000, 2, 0, 0}, "interval"},
    {"PcmBitrate", {kPcm, 48000, 2, 10, 128000}, "bitrate"},
    {"Opus8000", {kOpus, 8000, 2, 10, 0}, ""},
    {"Opus48000", {kOpus, 48000, 1, 20, 128000}, ""},
    {"Opus44100", {kOpus, 44100, 2, 10, 0}, "sample_rate"},
    {"Opus96000", {kOpus, 96000, 2, 10, 0}, "sample_rate"},
    {"Opus40ms", {kOpus, 48000, 2, 40, 0}, "interval"},
    {"OpusLeastBitrate", {kOpus, 48000, 2, 10, 500}, ""},
    {"OpusMostBitrate", {kOpus, 48000, 2, 10, 512000}, ""},
    {"OpusTooSmallBitrate", {kOpus, 48000, 2, 10, 499}, "bitrate"},
    {"OpusTooLargeBitrate", {kOpus, 48000, 2, 10, 512001}, "bitrate"},
    {"OpusNegativeBitrate", {kOpus, 48000, 2, 10, -1}, "bitrate"},
    {"UnknownCodec", {static_cast<AudioCodec>(7), 48000, 2, 10, 0}, "codec"},
};

class AudioSettingsTest : public testing::TestWithParam<SettingsRow> {};

TEST_P(AudioSettingsTest, IsLegalOrNamesTheField) {
  const absl::Status status = CheckAudioSettings(GetParam().settings);
  EXPECT_EQ(FieldOf(status), GetParam().wrong_field) << status;
  EXPECT_EQ(status.ok(), *GetParam().wrong_field == '\0') << status;
}

INSTANTIATE_TEST_SUITE_P(Table, AudioSettingsTest, testing::ValuesIn(kRows),
                         [](const testing::TestParamInfo<SettingsRow>& row) {
                           return std::string(row.param.name);
                         });

TEST(FrameBytesTest, FollowsRateAndChannels) {
  EXPECT_EQ(FrameBytes({kPcm, 48000, 2, 10, 0}), 1920U);
  EXPECT_EQ(FrameBytes({kPcm, 48000, 1, 10, 0}), 960U);
  EXPECT_EQ(FrameBytes({kPcm, 44100, 2, 10, 0}), 1764U);
  EXPECT_EQ(FrameBytes({kPcm, 44100, 1, 10, 0}), 882U);
  EXPECT_EQ(FrameBytes({kPcm, 8000, 2, 10, 0}), 320U);
  EXPECT_EQ(FrameBytes({kPcm, 96000, 2, 10, 0}), 3840U);
  EXPECT_EQ(FrameBytes({kOpus, 48000, 2, 20, 128000}), 0U);
}

TEST(AudioConfigTest, AllDefaultsAreTheEmptyText) { EXPECT_EQ(AudioConfigJson({}), ""); }

TEST(AudioConfigTest, WritesWhatIsNotTheDefault) {
  EXPECT_EQ(AudioConfigJson({kPcm, 44100, 1, 10, 0}), R"({"sampleRate":44100,"channels":1})");
  EXPECT_EQ(AudioConfigJson({kOpus, 48000, 2, 20, 128000}),
            R"({"audioType":0,"interval":20,"bitrate":128000})");
  EXPECT_EQ(AudioConfigJson({kOpus, 48000, 2, 10, 0}), R"({"audioType":0})");
}

}  // namespace
}  // namespace cloudphone
