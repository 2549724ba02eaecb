#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

Response ListServers(const Call& call);
Response ShowServer(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_ROUTES_H_
