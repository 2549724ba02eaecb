#ifndef CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

Response ListPhones(const Call& call);
Response ShowPhone(const Call& call);
Response RenamePhone(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_ROUTES_H_
