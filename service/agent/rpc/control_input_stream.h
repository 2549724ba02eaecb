#ifndef CLOUDPHONE_SERVICE_AGENT_RPC_CONTROL_INPUT_STREAM_H_
#define CLOUDPHONE_SERVICE_AGENT_RPC_CONTROL_INPUT_STREAM_H_

#include "cloudphone/agent/v1/input_service.pb.h"
#include "grpcpp/support/server_callback.h"
#include "service/agent/rpc/agent_services.h"

namespace cloudphone {

// Serves ControlInput. The stream is read no faster than the phone takes events, and while answers pile up
// that the caller does not read.
grpc::ServerBidiReactor<agent::v1::ControlInputRequest, agent::v1::ControlInputResponse>* StartControlInput(
    const AgentContext& services, grpc::CallbackServerContext* context);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_RPC_CONTROL_INPUT_STREAM_H_
