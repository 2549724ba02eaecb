#ifndef CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_ACTION_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_ACTION_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

// A job for each phone.
Response RestartPhones(const Call& call);
Response ResetPhones(const Call& call);
Response StopPhones(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_ACTION_ROUTES_H_
