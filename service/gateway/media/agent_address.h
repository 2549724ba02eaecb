#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AGENT_ADDRESS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AGENT_ADDRESS_H_

#include <string>

#include "absl/status/statusor.h"
#include "cloudphone/v1/phone.pb.h"

namespace cloudphone {

// From where the gateway looks at the cloud's network.
enum class AgentNetwork {
  kIntranet,  // From the servers' private network, or one that is joined to it.
  kPublic,    // From outside.
};

// HOST:PORT at which the agent of a phone, as GetPhone shows it, is to be reached: where the server maps the
// port of that name. FAILED_PRECONDITION: PHONE_NOT_RUNNING with the phone's state, or AGENT_PORT_NOT_MAPPED.
absl::StatusOr<std::string> AgentAddress(const v1::Phone& phone, const std::string& port_name,
                                         AgentNetwork network);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AGENT_ADDRESS_H_
