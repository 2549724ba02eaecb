#include "service/simulator/servers/servers.h"

#include "service/simulator/world.h"

namespace cloudphone::simulator {
namespace {

void EndRestart(World* world, Job* job) {
  if (Server* const server = world->FindServer(job->server_id)) {
    server->status = job->error.has_value() ? kServerAbnormal : kServerRunning;
    server->job_id.clear();
    server->update_time = job->end_time;
  }
  for (Phone& phone : world->mutable_phones()) {
    if (phone.job_id == job->id) LetGoOfPhone(*job, &phone);
  }
}

}  // namespace

bool IsComing(const Server& server) {
  return server.status == kServerUnpaid || server.status == kServerOrdered ||
         server.status == kServerInstalling;
}

bool IsReady(const Server& server) { return server.status == kServerRunning && server.job_id.empty(); }

bool CanBeRestored(const Server& server) {
  return IsReady(server) || (server.status == kServerAbnormal && server.job_id.empty());
}

const Job& RestartServer(World* world, Server* server, const std::string& request_id) {
  const Job& job = world->StartJob({Action::kRestart, "", server->id, "", &EndRestart}, request_id);
  server->status = kServerStarting;
  server->job_id = job.id;
  server->update_time = world->now();
  for (Phone& phone : world->mutable_phones()) {
    if (phone.server_id == server->id && phone.job_id.empty() && phone.status != kPhoneFrozen)
      TakePhone(job, &phone);
  }
  return job;
}

}  // namespace cloudphone::simulator
