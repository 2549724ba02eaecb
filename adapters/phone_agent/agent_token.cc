#include "adapters/phone_agent/agent_token.h"

#include "adapters/credentials/sha256.h"

namespace cloudphone {

std::string AgentToken(absl::string_view secret, absl::string_view phone_id) {
  return HexHmacSha256(secret, phone_id);
}

}  // namespace cloudphone
