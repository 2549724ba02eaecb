#ifndef CLOUDPHONE_SERVICE_SIMULATOR_PHONES_AGENT_PORT_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_PHONES_AGENT_PORT_H_

#include <string>

#include "absl/types/optional.h"

namespace cloudphone::simulator {

class World;
struct Phone;

// The port in a phone that its agent listens on, of servers that nobody ordered in detail.
constexpr int kAgentListenPort = 40061;

// Where the agents of all phones are served, and what the port is called that leads there.
struct AgentPort {
  std::string name = "cloudphone_agent";
  std::string host;
  int port = 0;                        // 0: there are no agents.
  int listen_port = kAgentListenPort;  // Inside the phone.
};

// How a phone's agent can be reached, where its server maps the port.
enum class AgentAccess {
  kServed,
  kUnmapped,  // The phone is without the port all the same.
  kSilent     // The port leads nowhere.
};

// Where a phone's access_infos say that its agent is: nothing where it does not run, or was bought without
// the port.
absl::optional<AgentPort> AgentPortOf(World* world, const Phone& phone);
// Whether the agent answers there.
bool AgentAnswers(World* world, const Phone& phone);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_PHONES_AGENT_PORT_H_
