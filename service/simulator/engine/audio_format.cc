#include "service/simulator/engine/audio_format.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "rapidjson/document.h"

namespace cloudphone::simulator {
namespace {

// The value of a key, or `otherwise` where it is absent; nothing where it is no whole number.
absl::optional<int> IntOf(const rapidjson::Document& json, absl::string_view key, int otherwise) {
  for (const auto& member : json.GetObject()) {
    const absl::string_view name(member.name.GetString(), member.name.GetStringLength());
    if (!absl::EqualsIgnoreCase(name, key)) continue;
    if (!member.value.IsInt()) return absl::nullopt;
    return member.value.GetInt();
  }
  return otherwise;
}

bool IsLegal(const AudioFormat& format) {
  const int rate = format.sample_rate;
  if (rate != 8000 && rate != 44100 && rate != 48000 && rate != 96000) return false;
  if (format.channels != 1 && format.channels != 2) return false;
  if (!format.opus) return format.interval_ms == 10 && format.bitrate == 0;
  return rate != 96000 && (format.interval_ms == 10 || format.interval_ms == 20) && format.bitrate >= 500 &&
         format.bitrate <= 512000;
}

absl::optional<AudioFormat> ReadObject(const rapidjson::Document& json) {
  const auto type = IntOf(json, "audioType", 1);
  const auto rate = IntOf(json, "sampleRate", 48000);
  const auto channels = IntOf(json, "channels", 2);
  const auto interval = IntOf(json, "interval", 10);
  if (!type || !rate || !channels || !interval || (*type != 0 && *type != 1)) return absl::nullopt;
  AudioFormat format{*type == 0, *rate, *channels, *interval, 0};
  // The vendor's default bit rate of Opus: two bits for each sample.
  const bool sane = *channels > 0 && *channels <= 2 && *rate > 0 && *rate <= 96000;
  const auto bitrate = IntOf(json, "bitrate", format.opus && sane ? 2 * *channels * *rate : 0);
  if (!bitrate) return absl::nullopt;
  format.bitrate = *bitrate;
  return IsLegal(format) ? absl::optional<AudioFormat>(format) : absl::nullopt;
}

}  // namespace

absl::optional<AudioFormat> ReadAudioFormat(const char* json, EngineOptions::EmptyConfig empty) {
  using EmptyConfig = EngineOptions::EmptyConfig;
  if (json == nullptr) return empty == EmptyConfig::kAny ? absl::make_optional(AudioFormat()) : absl::nullopt;
  if (*json == '\0')
    return empty != EmptyConfig::kBraces ? absl::make_optional(AudioFormat()) : absl::nullopt;
  rapidjson::Document document;
  document.Parse(json);
  if (document.HasParseError() || !document.IsObject()) return absl::nullopt;
  return ReadObject(document);
}

}  // namespace cloudphone::simulator
