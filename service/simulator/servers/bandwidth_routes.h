#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_BANDWIDTH_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_BANDWIDTH_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

Response ListBandwidths(const Call& call);
Response ResizeBandwidth(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_BANDWIDTH_ROUTES_H_
