#include "service/simulator/phones/agent_port.h"

#include "service/simulator/world.h"

namespace cloudphone::simulator {
namespace {

// Nobody listens on the first of all ports, so that connections are refused at once.
constexpr int kPortToNowhere = 1;

}  // namespace

absl::optional<AgentPort> AgentPortOf(World* world, const Phone& phone) {
  AgentPort port = world->agent_port();
  if (port.port == 0 || phone.status != kPhoneRunning || phone.agent == AgentAccess::kUnmapped)
    return absl::nullopt;
  const Server* const server = world->FindServer(phone.server_id);
  if (server == nullptr || server->agent_listen_port == 0) return absl::nullopt;
  port.listen_port = server->agent_listen_port;
  if (phone.agent == AgentAccess::kSilent) port.port = kPortToNowhere;
  return port;
}

bool AgentAnswers(World* world, const Phone& phone) {
  return phone.agent == AgentAccess::kServed && AgentPortOf(world, phone).has_value();
}

}  // namespace cloudphone::simulator
