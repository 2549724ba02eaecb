#include "adapters/media_engine/audio_settings.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "adapters/media_engine/engine_status.h"

namespace cloudphone {
namespace {

constexpr int kSampleRates[] = {8000, 44100, 48000, 96000};
constexpr int kMinBitrate = 500;
constexpr int kMaxBitrate = 512000;

absl::Status CheckSampleRate(const AudioSettings& settings) {
  const int rate = settings.sample_rate_hz;
  if (!IsSampleRate(rate)) {
    return FieldError("sample_rate", absl::StrCat(rate, " Hz is none of 8000, 44100, 48000 and 96000"));
  }
  if (settings.codec == AudioCodec::kOpus && (rate == 44100 || rate == 96000)) {
    return FieldError("sample_rate", absl::StrCat(rate, " Hz does not go with Opus"));
  }
  return absl::OkStatus();
}

absl::Status CheckInterval(const AudioSettings& settings) {
  if (settings.interval_ms == 10) return absl::OkStatus();
  if (settings.codec == AudioCodec::kPcm) return FieldError("interval", "PCM comes every 10 ms only");
  if (settings.interval_ms == 20) return absl::OkStatus();
  return FieldError("interval", "Opus comes every 10 or 20 ms");
}

absl::Status CheckBitrate(const AudioSettings& settings) {
  const int bitrate = settings.bitrate_bps;
  if (bitrate == 0) return absl::OkStatus();
  if (settings.codec == AudioCodec::kPcm) return FieldError("bitrate", "PCM has none to set");
  if (bitrate >= kMinBitrate && bitrate <= kMaxBitrate) return absl::OkStatus();
  return FieldError("bitrate", absl::StrCat(bitrate, " bit/s is not ", kMinBitrate, " to ", kMaxBitrate));
}

}  // namespace

absl::Status CheckAudioSettings(const AudioSettings& settings) {
  if (settings.codec != AudioCodec::kPcm && settings.codec != AudioCodec::kOpus) {
    return FieldError("codec", "is neither PCM nor Opus");
  }
  absl::Status status = CheckSampleRate(settings);
  if (settings.channels != 1 && settings.channels != 2) {
    status.Update(FieldError("channels", absl::StrCat(settings.channels, " is neither 1 nor 2")));
  }
  status.Update(CheckInterval(settings));
  status.Update(CheckBitrate(settings));
  return status;
}

bool IsSampleRate(int sample_rate_hz) {
  return std::find(std::begin(kSampleRates), std::end(kSampleRates), sample_rate_hz) !=
         std::end(kSampleRates);
}

size_t FrameBytes(const AudioSettings& settings) {
  if (settings.codec != AudioCodec::kPcm) return 0;
  return static_cast<size_t>(settings.sample_rate_hz) * settings.interval_ms / 1000 * settings.channels * 2;
}

}  // namespace cloudphone
