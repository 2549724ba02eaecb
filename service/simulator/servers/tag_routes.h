#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_TAG_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_TAG_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

// Creates or deletes tags of a server, as the body's `action` says.
Response ActOnTags(const Call& call);
Response ListServerTags(const Call& call);
Response ListProjectTags(const Call& call);
Response QueryTaggedServers(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_TAG_ROUTES_H_
