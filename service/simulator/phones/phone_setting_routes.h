#ifndef CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_SETTING_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_SETTING_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

Response UpdateProperties(const Call& call);
Response RouteTraffic(const Call& call);
Response ExpandVolumes(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_SETTING_ROUTES_H_
