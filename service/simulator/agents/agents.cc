#include "service/simulator/agents/agents.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/timer_thread.h"
#include "service/agent/agent_errors.h"
#include "service/agent/rpc/agent_services.h"
#include "service/serving/call_registry.h"
#include "service/serving/grpc_server.h"
#include "service/simulator/agents/agent_host.h"

namespace cloudphone::simulator {
namespace {

// How long streams may take to end.
constexpr absl::Duration kPatience = absl::Seconds(1);

}  // namespace

// In the order in which they are made; they go in the opposite one.
struct Agents::Parts {
  TimerThread timers;
  CallRegistry calls;
  std::unique_ptr<AgentHost> host;
  std::unique_ptr<AgentServices> services;
  std::unique_ptr<GrpcServer> server;
  ListenAddress address;
};

absl::StatusOr<std::unique_ptr<Agents>> Agents::Start(const AgentsOptions& options, const Timers* clock,
                                                      RunningPhoneLookup phones) {
  const auto wrong = [](const absl::Status& why) {
    return absl::InvalidArgumentError(absl::StrCat("agent_listen: ", why.message()));
  };
  const absl::StatusOr<ListenAddress> listen = ParseListenAddress(options.listen);
  if (!listen.ok()) return wrong(listen.status());
  auto parts = std::make_unique<Parts>();
  parts->host = std::make_unique<AgentHost>(options.token_secret, clock, &parts->timers, std::move(phones));
  parts->services =
      std::make_unique<AgentServices>(AgentContext{parts->host.get(), &parts->calls, &parts->timers});
  GrpcServerOptions serving;
  serving.listen = *listen;
  serving.services = parts->services->named();
  serving.connections_age = false;
  absl::StatusOr<std::unique_ptr<GrpcServer>> server = GrpcServer::Start(std::move(serving));
  if (!server.ok()) return wrong(server.status());
  parts->server = *std::move(server);
  const absl::StatusOr<ListenAddress> bound = ParseListenAddress(parts->server->address());
  if (!bound.ok()) return wrong(bound.status());
  parts->address = *bound;
  return std::unique_ptr<Agents>(new Agents(std::move(parts)));
}

Agents::Agents(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Agents::~Agents() {
  parts_->calls.EndStreams();
  parts_->host->Close(AgentDraining());
  // So that callers read why; who reads nothing is broken off.
  parts_->calls.WaitUntilEmpty(kPatience);
  parts_->calls.CancelAll();
  parts_->server.reset();
}

const ListenAddress& Agents::address() const { return parts_->address; }

void Agents::OnCommand(const std::string& phone_id, const std::string& command) {
  parts_->host->OnCommand(phone_id, command);
}

}  // namespace cloudphone::simulator
