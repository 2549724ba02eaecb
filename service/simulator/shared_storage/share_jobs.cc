#include "service/simulator/shared_storage/share_jobs.h"

#include <utility>

#include "absl/strings/match.h"
#include "service/simulator/inside/adb_jobs.h"

namespace cloudphone::simulator {
namespace {

bool IsShared(const std::string& path) {
  return absl::StartsWith(path, "/data/") || absl::StartsWith(path, "/cache/");
}

}  // namespace

Response StartOnServers(const Call& call, Action action, const std::vector<std::string>& server_ids,
                        const ShareChange& change) {
  JobsAnswer answer(call, "server_id");
  for (const std::string& server_id : server_ids) {
    const Server* const server = call.world->FindServer(server_id);
    if (const auto error = RefuseUnlessShared(server_id, server)) {
      answer.Refused(server_id, *error);
      continue;
    }
    JobPlan plan;
    plan.action = action;
    plan.server_id = server->id;
    plan.effect = [change](World* world, Job* job) {
      if (!job->error.has_value()) change(world, *world->FindServer(job->server_id), job);
    };
    answer.Started(server_id, call.world->StartJob(std::move(plan), call.request_id));
  }
  return answer.Take();
}

void UnpackShared(const ObjectPath& object, World* world, const Server& server, Job* job) {
  Unpack(object, &IsShared, world, job, &world->devices().Shared(server).files);
}

}  // namespace cloudphone::simulator
