#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AGENT_FAILURE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AGENT_FAILURE_H_

#include <string>

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace cloudphone {

// What the failure of a call to the agent of a phone is to our caller. What the agent says with details of
// its own passes as it is, but for its UNAUTHENTICATED: the caller's credentials are not at fault, and it
// becomes FAILED_PRECONDITION with reason AGENT_TOKEN_REFUSED. A connection that was refused is
// FAILED_PRECONDITION, AGENT_NOT_RUNNING; one that did not come about otherwise is UNAVAILABLE,
// AGENT_UNREACHABLE, one that was lost is UNAVAILABLE, AGENT_LOST, both with RetryInfo. OK stays OK.
absl::Status AgentFailure(const grpc::Status& status, const std::string& phone_id);

// Whether it speaks against the way on which the agent was called, so that PhoneAgents is to forget it.
bool IsLinkFailure(const absl::Status& failure);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AGENT_FAILURE_H_
