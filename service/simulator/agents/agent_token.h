#ifndef CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_AGENT_TOKEN_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_AGENT_TOKEN_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cloudphone::simulator {

// The token of a phone's agent: HMAC-SHA256 of the phone's id by the secret, in lower-case hex digits. So
// each phone has its own, and who makes them keeps one secret.
std::string AgentTokenOf(absl::string_view secret, absl::string_view phone_id);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_AGENT_TOKEN_H_
