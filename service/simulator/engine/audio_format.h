#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_AUDIO_FORMAT_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_AUDIO_FORMAT_H_

#include <cstddef>

#include "absl/types/optional.h"
#include "service/simulator/engine/engine_options.h"

namespace cloudphone::simulator {

// What OpenAudio was asked for.
struct AudioFormat {
  bool opus = false;
  int sample_rate = 48000;
  int channels = 2;
  int interval_ms = 10;
  int bitrate = 0;  // Of Opus, bit/s.

  size_t frame_bytes() const {
    if (opus) return static_cast<size_t>(bitrate) * interval_ms / 8000;
    return static_cast<size_t>(sample_rate) * interval_ms / 1000 * channels * 2;
  }
};

// Reads the configuration of OpenAudio by the vendor's table; nothing where it refuses (-2000). Keys are
// compared without case and unknown ones passed over, as cJSON does it, which the firmware seems to use
// (unverified).
absl::optional<AudioFormat> ReadAudioFormat(const char* json, EngineOptions::EmptyConfig empty);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_AUDIO_FORMAT_H_
