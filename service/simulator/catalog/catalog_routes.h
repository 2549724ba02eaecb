#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CATALOG_CATALOG_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CATALOG_CATALOG_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

Response ListPhoneModels(const Call& call);
Response ListServerModels(const Call& call);
Response ListServerModelOfferings(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CATALOG_CATALOG_ROUTES_H_
