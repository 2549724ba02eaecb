#ifndef CLOUDPHONE_SERVICE_AGENT_AUDIO_AUDIO_FORMAT_H_
#define CLOUDPHONE_SERVICE_AGENT_AUDIO_AUDIO_FORMAT_H_

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "adapters/media_engine/audio_ext.h"
#include "adapters/media_engine/audio_settings.h"
#include "cloudphone/agent/v1/audio_service.pb.h"
#include "cloudphone/v1/audio.pb.h"

namespace cloudphone {

// What the engine is to be asked for. What the request leaves unset is as in `in_use`, where others listen
// already, else the engine's default. INVALID_ARGUMENT names a field that the engine does not take;
// FAILED_PRECONDITION (AUDIO_FORMAT_IN_USE) where the request wants another format than the one in use.
absl::StatusOr<AudioSettings> ChooseSettings(const agent::v1::StreamAudioRequest& request,
                                             const absl::optional<AudioSettings>& in_use);

bool operator==(const AudioSettings& a, const AudioSettings& b);

// The format that the settings make.
v1::AudioFormat ToFormat(const AudioSettings& settings);

// Takes over what the engine says of a frame; true when that changed the format.
bool Correct(const AudioExt& ext, v1::AudioFormat* format);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_AUDIO_AUDIO_FORMAT_H_
