#ifndef CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_INPUT_CALL_H_
#define CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_INPUT_CALL_H_

#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "adapters/phone_agent/agent_link.h"
#include "cloudphone/agent/v1/input_service.pb.h"
#include "grpcpp/support/status.h"

namespace cloudphone {

// Runs once, on a thread of gRPC's, and must not wait.
using AgentSendInputDone =
    absl::AnyInvocable<void(const grpc::Status&, const agent::v1::SendInputResponse&) &&>;

// Sends events of a session to the agent that has it. Dropping what is returned changes nothing; its
// TryCancel() ends the call early, and `done` still runs.
//   deadline  absl::InfiniteFuture() for none.
std::shared_ptr<grpc::ClientContext> AgentSendInput(const AgentLink& link,
                                                    const agent::v1::SendInputRequest& request,
                                                    absl::Time deadline, AgentSendInputDone done);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_INPUT_CALL_H_
