#ifndef CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_AUDIO_SETTINGS_H_
#define CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_AUDIO_SETTINGS_H_

#include <cstddef>

#include "absl/status/status.h"

namespace cloudphone {

enum class AudioCodec { kPcm, kOpus };

// What the engine is asked to capture. The defaults are the engine's own.
struct AudioSettings {
  AudioCodec codec = AudioCodec::kPcm;
  int sample_rate_hz = 48000;
  int channels = 2;
  int interval_ms = 10;  // Time between two frames.
  int bitrate_bps = 0;   // Of Opus; 0 leaves it to the engine. None with PCM.
};

// Fine when the vendor's table allows the settings; else INVALID_ARGUMENT that names the field (see FieldOf):
// "codec", "sample_rate", "channels", "interval" or "bitrate". Opus with 44.1 kHz is refused by us: the
// table has it, but Opus knows no such rate.
// Source: the vendor's SDK reference, configuration of OpenAudio.
absl::Status CheckAudioSettings(const AudioSettings& settings);

// Whether the engine itself may use that rate, 8000 to 96000.
bool IsSampleRate(int sample_rate_hz);

// Bytes of a frame of 16-bit PCM. Of Opus nothing is known beforehand: 0.
size_t FrameBytes(const AudioSettings& settings);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_AUDIO_SETTINGS_H_
