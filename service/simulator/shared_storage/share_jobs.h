#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SHARED_STORAGE_SHARE_JOBS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SHARED_STORAGE_SHARE_JOBS_H_

#include <functional>
#include <string>
#include <vector>

#include "service/simulator/call.h"
#include "service/simulator/object_store/object_path.h"
#include "service/simulator/phones/targets.h"

namespace cloudphone::simulator {

// What a job does to a server, which is there and has shared storage.
using ShareChange = std::function<void(World*, const Server&, Job*)>;

// Starts a job for each server that has shared storage; the answer.
Response StartOnServers(const Call& call, Action action, const std::vector<std::string>& server_ids,
                        const ShareChange& change);

// Unpacks an archive into the shared storage of a server: only /data and /cache.
void UnpackShared(const ObjectPath& object, World* world, const Server& server, Job* job);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SHARED_STORAGE_SHARE_JOBS_H_
