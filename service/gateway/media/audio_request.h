#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_REQUEST_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_REQUEST_H_

#include "absl/status/status.h"
#include "cloudphone/agent/v1/audio_service.pb.h"
#include "cloudphone/v1/audio_service.pb.h"
#include "google/protobuf/duration.pb.h"

namespace cloudphone {

// Whether any phone could give what is asked: the vendor's table for OpenAudio, and intervals that frames
// can be joined to. An unset codec counts as PCM, the default. Else INVALID_ARGUMENT that names each wrong
// field.
absl::Status CheckAudioRequest(const v1::StreamAudioRequest& request);

// Whether what is asked can be made of an audio that is open in this format, as the phone gives it; else
// FAILED_PRECONDITION with reason AUDIO_FORMAT_IN_USE. Unset fields want what is open.
absl::Status CheckFits(const v1::StreamAudioRequest& request, const v1::AudioFormat& open);

// What the agent is asked for. Frames of PCM are joined here, so their interval is left to the phone.
agent::v1::StreamAudioRequest ToAgentRequest(const v1::StreamAudioRequest& request);

// In milliseconds, cut to an hour; 0 where unset.
int MillisOf(const google::protobuf::Duration& interval);
google::protobuf::Duration ToInterval(int millis);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_REQUEST_H_
