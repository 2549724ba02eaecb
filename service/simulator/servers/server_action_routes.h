#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_ACTION_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_ACTION_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

Response RenameServer(const Call& call);
Response RestartServers(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_ACTION_ROUTES_H_
