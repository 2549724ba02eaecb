#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_CHANGES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_CHANGES_H_

#include <string>
#include <vector>

#include "service/simulator/servers/server_spec.h"

namespace cloudphone::simulator {

// Puts another machine behind a server for the request; returns the job. Name, id and billing stay; its
// phones are gone at once and come anew at the end. Where that fails the server is abnormal.
const Job& StartReplacement(World* world, const ServerSpec& spec, Server* server,
                            const std::string& request_id);

// Orders other models for a server. It keeps running, in the hold of the order, while that is worked on.
Order* OrderModelChange(World* world, const std::string& server_model_name,
                        const std::string& phone_model_name, bool is_auto_pay, Server* server);

// Deletes servers for the request; returns the one job for all. They are shown in state 6 and are gone at its
// end. One that fails stays, and the job fails.
const Job& StartDeletion(World* world, const std::vector<std::string>& server_ids,
                         const std::string& request_id);

// Gives a server another key pair for the request; returns the job, at whose end it shows.
const Job& StartKeyPairChange(World* world, const std::string& keypair_name, Server* server,
                              const std::string& request_id);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_CHANGES_H_
