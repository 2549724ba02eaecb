#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SCHEDULED_EVENT_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SCHEDULED_EVENT_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

Response ListScheduledEvents(const Call& call);
Response AuthorizeScheduledEvent(const Call& call);
Response UpdateScheduledEvent(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SCHEDULED_EVENT_ROUTES_H_
