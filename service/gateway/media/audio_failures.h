#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_FAILURES_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_FAILURES_H_

#include <string>

#include "absl/status/status.h"

namespace cloudphone {

// Whether the audio is open in another format, of which others listen.
bool IsFormatInUse(const absl::Status& failure);

// Whether what was asked for is at fault: who asks for something else may get it.
bool IsOfRequest(const absl::Status& failure);

// Whether it is of no use to try again.
bool IsForGood(const absl::Status& failure);

// How a stream ends that had begun: UNAVAILABLE where the phone is no more, other failures as they are.
absl::Status EndOfStream(const absl::Status& failure, const std::string& phone_id);
// UNAVAILABLE, with RetryInfo: the agent was tried in vain for too long.
absl::Status AgentStaysAway(const absl::Status& last_failure);
// UNAVAILABLE, with RetryInfo: the agent says nothing at all, though it has a status to tell each second.
absl::Status AgentIsMute();

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_FAILURES_H_
