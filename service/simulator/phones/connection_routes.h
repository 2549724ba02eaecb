#ifndef CLOUDPHONE_SERVICE_SIMULATOR_PHONES_CONNECTION_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_PHONES_CONNECTION_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

Response ConnectPhones(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_PHONES_CONNECTION_ROUTES_H_
