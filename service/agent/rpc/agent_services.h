#ifndef CLOUDPHONE_SERVICE_AGENT_RPC_AGENT_SERVICES_H_
#define CLOUDPHONE_SERVICE_AGENT_RPC_AGENT_SERVICES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "adapters/runtime/timers.h"
#include "service/agent/agent_phone.h"
#include "service/serving/call_registry.h"
#include "service/serving/grpc_server.h"

namespace cloudphone {

// What the agent's RPCs work with. All outlive the server.
struct AgentContext {
  PhoneDirectory* phones = nullptr;
  CallRegistry* calls = nullptr;
  Timers* timers = nullptr;
  // How long a stream of input may last without `start`, by which its caller shows that it may use a phone.
  absl::Duration start_patience = absl::Seconds(5);
};

// The services of cloudphone.agent.v1, ready for GrpcServerOptions.
class AgentServices {
 public:
  explicit AgentServices(const AgentContext& context);
  ~AgentServices();

  const std::vector<NamedService>& named() const { return named_; }

 private:
  const AgentContext context_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::vector<NamedService> named_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_RPC_AGENT_SERVICES_H_
