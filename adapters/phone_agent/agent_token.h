#ifndef CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_TOKEN_H_
#define CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_TOKEN_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cloudphone {

// The token that a phone's agent asks for: HMAC-SHA256 of the phone's id by the gateway's secret, as 64
// lower-case hex digits. So each phone has a token of its own, which opens no other one, and gateways keep
// one secret. Thread-safe.
std::string AgentToken(absl::string_view secret, absl::string_view phone_id);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_TOKEN_H_
