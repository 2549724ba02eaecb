#ifndef CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_AUDIO_CONFIG_H_
#define CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_AUDIO_CONFIG_H_

#include <string>

#include "adapters/media_engine/audio_settings.h"

namespace cloudphone {

// The settings as OpenAudio reads them: a JSON object that leaves out what is the engine's default; "" where
// all is, which is the form that the vendor recommends. `settings` has passed CheckAudioSettings().
// Source: the vendor's SDK reference, configuration of OpenAudio. Its table writes `sampleRate`, its example
// `samplerate`; we take the table's word (unverified).
std::string AudioConfigJson(const AudioSettings& settings);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_AUDIO_CONFIG_H_
