// What a listener may ask for.

#include "service/agent/audio/audio_format.h"

#include "gtest/gtest.h"
#include "tests/matchers.h"

namespace cloudphone {
namespace {

using Request = agent::v1::StreamAudioRequest;

TEST(AudioFormatTest, AnEmptyRequestTakesTheVendorsDefault) {
  const v1::AudioFormat format = ToFormat(*ChooseSettings(Request(), absl::nullopt));
  EXPECT_EQ(format.codec(), v1::AUDIO_CODEC_PCM);
  EXPECT_EQ(format.sample_rate(), 48000);
  EXPECT_EQ(format.channels(), 2);
  EXPECT_EQ(format.bit_depth(), 16);
  EXPECT_EQ(format.interval().nanos(), 10'000'000);
}

TEST(AudioFormatTest, WhatTheEngineDoesNotTakeIsRefusedByField) {
  Request request;
  request.set_sample_rate(22050);
  EXPECT_THAT(ChooseSettings(request, absl::nullopt), NamesField("sample_rate"));
  request.Clear();
  request.set_codec(v1::AUDIO_CODEC_OPUS);
  request.set_sample_rate(44100);
  EXPECT_THAT(ChooseSettings(request, absl::nullopt), NamesField("sample_rate"));
  request.Clear();
  request.mutable_interval()->set_nanos(20'000'000);
  EXPECT_THAT(ChooseSettings(request, absl::nullopt), NamesField("interval")) << "PCM has 10 ms only";
  request.mutable_interval()->set_nanos(10'500'000);
  EXPECT_THAT(ChooseSettings(request, absl::nullopt), NamesField("interval"));
  request.mutable_interval()->set_seconds(1);
  EXPECT_THAT(ChooseSettings(request, absl::nullopt), NamesField("interval"));
  request.Clear();
  request.set_bit_depth(8);
  EXPECT_THAT(ChooseSettings(request, absl::nullopt), NamesField("bit_depth"));
  request.Clear();
  request.set_codec(static_cast<v1::AudioCodec>(9));
  EXPECT_THAT(ChooseSettings(request, absl::nullopt), NamesField("codec"));
}

TEST(AudioFormatTest, WhatIsUnsetIsAsOthersListen) {
  AudioSettings in_use;
  in_use.sample_rate_hz = 44100;
  EXPECT_EQ(ChooseSettings(Request(), in_use)->sample_rate_hz, 44100);
  Request request;
  request.set_sample_rate(44100);
  EXPECT_TRUE(ChooseSettings(request, in_use).ok());
  request.set_sample_rate(48000);
  EXPECT_THAT(ChooseSettings(request, in_use), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(ChooseSettings(request, in_use), HasReason("AUDIO_FORMAT_IN_USE"));
  request.set_sample_rate(1);
  EXPECT_THAT(ChooseSettings(request, in_use), NamesField("sample_rate")) << "wrong whoever listens";
}

TEST(AudioFormatTest, TheDefaultBitrateOfOpusIsNamed) {
  Request request;
  request.set_codec(v1::AUDIO_CODEC_OPUS);
  const AudioSettings stereo = *ChooseSettings(request, absl::nullopt);
  EXPECT_EQ(ToFormat(stereo).bitrate(), 192000);
  request.set_bitrate(192000);
  EXPECT_TRUE(ChooseSettings(request, stereo).ok()) << "the same audio";
  Request pcm;
  pcm.set_codec(v1::AUDIO_CODEC_PCM);
  EXPECT_THAT(ChooseSettings(pcm, stereo), HasReason("AUDIO_FORMAT_IN_USE"));
  request.Clear();
  request.set_codec(v1::AUDIO_CODEC_OPUS);
  request.set_channels(1);
  EXPECT_EQ(ChooseSettings(request, absl::nullopt)->bitrate_bps, 96000);
}

TEST(AudioFormatTest, WhatTheEngineSaysOfAFrameCorrectsTheFormat) {
  v1::AudioFormat format = ToFormat(AudioSettings());
  EXPECT_FALSE(Correct({2, 16, 48000, 10, absl::UnixEpoch()}, &format));
  EXPECT_TRUE(Correct({1, 16, 44100, 20, absl::UnixEpoch()}, &format));
  EXPECT_EQ(format.channels(), 1);
  EXPECT_EQ(format.sample_rate(), 44100);
  EXPECT_EQ(format.interval().nanos(), 20'000'000);
}

}  // namespace
}  // namespace cloudphone
