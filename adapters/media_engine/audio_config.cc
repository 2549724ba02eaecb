#include "adapters/media_engine/audio_config.h"

#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"

namespace cloudphone {

std::string AudioConfigJson(const AudioSettings& settings) {
  const AudioSettings defaults;
  const bool opus = settings.codec == AudioCodec::kOpus;
  rapidjson::StringBuffer json;
  rapidjson::Writer<rapidjson::StringBuffer> writer(json);
  size_t keys = 0;
  const auto write = [&](const char* key, int value) {
    writer.Key(key);
    writer.Int(value);
    ++keys;
  };
  writer.StartObject();
  if (opus) write("audioType", 0);
  if (settings.sample_rate_hz != defaults.sample_rate_hz) write("sampleRate", settings.sample_rate_hz);
  if (settings.channels != defaults.channels) write("channels", settings.channels);
  if (settings.interval_ms != defaults.interval_ms) write("interval", settings.interval_ms);
  if (opus && settings.bitrate_bps != 0) write("bitrate", settings.bitrate_bps);
  writer.EndObject();
  return keys == 0 ? "" : std::string(json.GetString(), json.GetSize());
}

}  // namespace cloudphone
