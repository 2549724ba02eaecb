#ifndef CLOUDPHONE_SERVICE_AGENT_RPC_INPUT_RPCS_H_
#define CLOUDPHONE_SERVICE_AGENT_RPC_INPUT_RPCS_H_

#include <memory>

#include "grpcpp/impl/codegen/service_type.h"
#include "service/agent/rpc/agent_services.h"

namespace cloudphone {

// Serves cloudphone.agent.v1.InputService. `context` outlives it.
std::unique_ptr<grpc::Service> MakeInputService(const AgentContext& context);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_RPC_INPUT_RPCS_H_
