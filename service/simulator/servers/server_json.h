#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_JSON_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_JSON_H_

#include "service/simulator/http/json_answer.h"
#include "service/simulator/servers/servers.h"

namespace cloudphone::simulator {

// What lists and details show of a server.
void WriteServer(const Server& server, JsonAnswer* json);
// What the detail shows besides.
void WriteServerDetail(const Server& server, JsonAnswer* json);
// An item of a list.
void WriteBandwidth(const Bandwidth& bandwidth, JsonAnswer* json);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_JSON_H_
