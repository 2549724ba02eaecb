#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_CHANGE_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_CHANGE_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

// Jobs and orders that change what servers are.
Response DeleteServers(const Call& call);
Response ReplaceServer(const Call& call);
Response ChangeServerModel(const Call& call);
Response ChangeKeyPairs(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_CHANGE_ROUTES_H_
