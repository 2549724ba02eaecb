#include "service/agent/audio/audio_format.h"

#include "absl/strings/str_cat.h"
#include "service/agent/agent_errors.h"

namespace cloudphone {
namespace {

constexpr char kWrongField[] = "WRONG_FIELD";
constexpr int kBitDepth = 16;
// The engine's default bitrate of Opus is so many bit/s for each channel and Hz. Named, so that listeners
// learn it, and one who asks for it by its number hears the same audio.
constexpr int kBitrateOfHertz = 2;
constexpr int kNanosOfMilli = 1'000'000;

absl::StatusOr<AudioCodec> ReadCodec(v1::AudioCodec codec) {
  switch (codec) {
    case v1::AUDIO_CODEC_PCM:
      return AudioCodec::kPcm;
    case v1::AUDIO_CODEC_OPUS:
      return AudioCodec::kOpus;
    default:
      return WrongField(kWrongField, "codec", "is none that is known");
  }
}

absl::StatusOr<int> ReadInterval(const google::protobuf::Duration& interval) {
  const int millis = interval.nanos() / kNanosOfMilli;
  if (interval.seconds() != 0 || interval.nanos() != millis * kNanosOfMilli || millis <= 0)
    return WrongField(kWrongField, "interval", "is neither 10 ms nor 20 ms");
  return millis;
}

}  // namespace

bool operator==(const AudioSettings& a, const AudioSettings& b) {
  return a.codec == b.codec && a.sample_rate_hz == b.sample_rate_hz && a.channels == b.channels &&
         a.interval_ms == b.interval_ms && a.bitrate_bps == b.bitrate_bps;
}

absl::StatusOr<AudioSettings> ChooseSettings(const agent::v1::StreamAudioRequest& request,
                                             const absl::optional<AudioSettings>& in_use) {
  AudioSettings settings = in_use.value_or(AudioSettings());
  if (request.codec() != v1::AUDIO_CODEC_UNSPECIFIED) {
    const absl::StatusOr<AudioCodec> codec = ReadCodec(request.codec());
    if (!codec.ok()) return codec.status();
    settings.codec = *codec;
  }
  if (request.has_interval()) {
    const absl::StatusOr<int> interval = ReadInterval(request.interval());
    if (!interval.ok()) return interval.status();
    settings.interval_ms = *interval;
  }
  if (request.bit_depth() != 0 && request.bit_depth() != kBitDepth)
    return WrongField(kWrongField, "bit_depth", absl::StrCat(request.bit_depth(), " is not 16"));
  if (request.sample_rate() != 0) settings.sample_rate_hz = request.sample_rate();
  if (request.channels() != 0) settings.channels = request.channels();
  if (request.bitrate() != 0) {
    settings.bitrate_bps = request.bitrate();
  } else if (settings.codec == AudioCodec::kPcm) {
    settings.bitrate_bps = 0;
  } else if (settings.bitrate_bps == 0) {
    settings.bitrate_bps = kBitrateOfHertz * settings.channels * settings.sample_rate_hz;
  }
  if (in_use.has_value() && settings == *in_use) return settings;
  if (absl::Status checked = CheckAudioSettings(settings); !checked.ok()) return EngineFailure(checked);
  if (!in_use.has_value()) return settings;
  return WrongState("AUDIO_FORMAT_IN_USE", absl::StrCat("phones/", request.phone_id()),
                    absl::StrCat("the phone's audio is open in another format: ", in_use->sample_rate_hz,
                                 " Hz, ", in_use->channels, " channels, ", in_use->interval_ms, " ms, ",
                                 in_use->codec == AudioCodec::kPcm ? "PCM" : "Opus"));
}

v1::AudioFormat ToFormat(const AudioSettings& settings) {
  v1::AudioFormat format;
  const bool opus = settings.codec == AudioCodec::kOpus;
  format.set_codec(opus ? v1::AUDIO_CODEC_OPUS : v1::AUDIO_CODEC_PCM);
  format.set_sample_rate(settings.sample_rate_hz);
  format.set_channels(settings.channels);
  format.set_bit_depth(kBitDepth);
  format.mutable_interval()->set_nanos(settings.interval_ms * kNanosOfMilli);
  format.set_bitrate(opus ? settings.bitrate_bps : 0);
  return format;
}

bool Correct(const AudioExt& ext, v1::AudioFormat* format) {
  const int interval_nanos = ext.interval_ms * kNanosOfMilli;
  if (ext.channels == format->channels() && ext.sample_rate_hz == format->sample_rate() &&
      ext.bit_depth == format->bit_depth() && interval_nanos == format->interval().nanos())
    return false;
  format->set_channels(ext.channels);
  format->set_sample_rate(ext.sample_rate_hz);
  format->set_bit_depth(ext.bit_depth);
  format->mutable_interval()->set_nanos(interval_nanos);
  return true;
}

}  // namespace cloudphone
