#include "service/gateway/media/audio_request.h"

#include <string>

#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

v1::StreamAudioRequest Request(const char* text) {
  v1::StreamAudioRequest request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request)) << text;
  return request;
}

v1::AudioFormat Format(const char* text) {
  v1::AudioFormat format;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &format)) << text;
  return format;
}

constexpr char kPcm[] =
    "codec: AUDIO_CODEC_PCM sample_rate: 48000 channels: 2 bit_depth: 16 interval { nanos: 10000000 }";
constexpr char kOpus[] =
    "codec: AUDIO_CODEC_OPUS sample_rate: 48000 channels: 2 bit_depth: 16 interval { nanos: 20000000 }";

TEST(AudioRequestTest, WhatPhonesCanGiveIsAccepted) {
  for (const char* text : {
           "",
           "codec: AUDIO_CODEC_PCM sample_rate: 96000 channels: 1 bit_depth: 16",
           "sample_rate: 44100 interval { nanos: 40000000 }",
           "codec: AUDIO_CODEC_OPUS sample_rate: 8000 bitrate: 500 interval { nanos: 20000000 }",
           "codec: AUDIO_CODEC_OPUS bitrate: 512000 interval { nanos: 10000000 }",
       })
    EXPECT_TRUE(CheckAudioRequest(Request(text)).ok()) << text;
}

TEST(AudioRequestTest, WhatNoneCanGiveNamesTheField) {
  const struct {
    const char* request;
    const char* field;
  } rows[] = {
      {"codec: 7", "codec"},
      {"sample_rate: 22050", "sample_rate"},
      {"sample_rate: -8000", "sample_rate"},
      {"codec: AUDIO_CODEC_OPUS sample_rate: 44100", "sample_rate"},
      {"codec: AUDIO_CODEC_OPUS sample_rate: 96000", "sample_rate"},
      {"channels: 3", "channels"},
      {"channels: -1", "channels"},
      {"bit_depth: 8", "bit_depth"},
      {"interval { nanos: 30000000 }", "interval"},
      {"interval { nanos: 10000001 }", "interval"},
      {"interval { }", "interval"},
      {"interval { seconds: 1 nanos: 10000000 }", "interval"},
      {"interval { seconds: -1 nanos: 10000000 }", "interval"},
      {"codec: AUDIO_CODEC_OPUS interval { nanos: 40000000 }", "interval"},
      {"bitrate: 64000", "bitrate"},
      {"codec: AUDIO_CODEC_OPUS bitrate: 499", "bitrate"},
      {"codec: AUDIO_CODEC_OPUS bitrate: 512001", "bitrate"},
  };
  for (const auto& row : rows) {
    const absl::Status status = CheckAudioRequest(Request(row.request));
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << row.request;
    EXPECT_EQ(std::string(status.message()).substr(0, std::string(row.field).size() + 1),
              std::string(row.field) + ":")
        << row.request;
  }
}

TEST(AudioRequestTest, WhatIsUnsetWantsWhatIsOpen) {
  EXPECT_TRUE(CheckFits(Request(""), Format(kOpus)).ok());
  EXPECT_TRUE(CheckFits(Request("codec: AUDIO_CODEC_PCM sample_rate: 48000 interval { nanos: 40000000 }"),
                        Format(kPcm))
                  .ok());
}

TEST(AudioRequestTest, AnotherFormatIsInUse) {
  for (const char* text : {"codec: AUDIO_CODEC_OPUS", "sample_rate: 8000", "channels: 1"}) {
    EXPECT_EQ(ReasonOf(CheckFits(Request(text), Format(kPcm))), "AUDIO_FORMAT_IN_USE") << text;
  }
  for (const char* text : {"interval { nanos: 10000000 }", "interval { nanos: 40000000 }",
                           "codec: AUDIO_CODEC_OPUS bitrate: 64000"}) {
    EXPECT_EQ(ReasonOf(CheckFits(Request(text), Format(kOpus))), "AUDIO_FORMAT_IN_USE") << text;
  }
}

TEST(AudioRequestTest, TheAgentIsAskedForItsOwnInterval) {
  EXPECT_FALSE(ToAgentRequest(Request("interval { nanos: 40000000 }")).has_interval());
  EXPECT_TRUE(ToAgentRequest(Request("codec: AUDIO_CODEC_OPUS interval { nanos: 20000000 }")).has_interval());
}

}  // namespace
}  // namespace cloudphone
