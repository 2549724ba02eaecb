#ifndef CLOUDPHONE_SERVICE_GATEWAY_AGENT_CONFIG_H_
#define CLOUDPHONE_SERVICE_GATEWAY_AGENT_CONFIG_H_

#include "absl/status/statusor.h"
#include "adapters/credentials/environment.h"
#include "cloudphone/config/v1/config.pb.h"
#include "service/gateway/media/cph_phone_agents.h"

namespace cloudphone {

// The way to agents that a configuration which passed CheckConfig() describes. Reads the secret and the files
// of TLS; an error begins with the place in the configuration, and never shows what is in them.
absl::StatusOr<PhoneAgentsOptions> MakePhoneAgentsOptions(const config::v1::PhoneAgents& agents,
                                                          EnvironmentLookup environment);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_AGENT_CONFIG_H_
