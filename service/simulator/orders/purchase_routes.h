#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ORDERS_PURCHASE_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ORDERS_PURCHASE_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

// Orders of servers, with phones and without.
Response BuyPhoneServers(const Call& call);
Response BuyBareServers(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ORDERS_PURCHASE_ROUTES_H_
