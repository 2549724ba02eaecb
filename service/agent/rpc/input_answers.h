#ifndef CLOUDPHONE_SERVICE_AGENT_RPC_INPUT_ANSWERS_H_
#define CLOUDPHONE_SERVICE_AGENT_RPC_INPUT_ANSWERS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "cloudphone/agent/v1/input_service.pb.h"

namespace cloudphone {

// What a session is told, as its stream sends it.
agent::v1::ControlInputResponse StartedAnswer(const std::string& session_id, absl::Duration lease);
agent::v1::ControlInputResponse AckAnswer(uint64_t seq, absl::Duration inject_delay);
agent::v1::ControlInputResponse ErrorAnswer(uint64_t seq, const absl::Status& error);
agent::v1::ControlInputResponse LostAnswer(v1::ControlLostCause cause);

// How a stream ends whose session has lost control: ABORTED (INPUT_CONTROL_LOST).
absl::Status ControlLostStatus(v1::ControlLostCause cause);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_RPC_INPUT_ANSWERS_H_
