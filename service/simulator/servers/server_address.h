#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_ADDRESS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_ADDRESS_H_

#include <string>

#include "absl/strings/str_format.h"
#include "service/simulator/servers/servers.h"

namespace cloudphone::simulator {

// Where a server is reached inside its network; by its number, so that each of the first 50,000 has its own.
inline std::string InnerAddress(const Server& server) {
  return absl::StrFormat("10.237.%d.%d", server.number / 250, server.number % 250 + 1);
}

// The same from outside, empty where it has no public address. They lead nowhere (RFC 5737), and come again
// after 250 servers.
inline std::string PublicAddress(const Server& server) {
  return server.network.has_public_ip ? absl::StrFormat("203.0.113.%d", server.number % 250 + 1) : "";
}

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_ADDRESS_H_
