#include "service/simulator/servers/server_changes.h"

#include <utility>

namespace cloudphone::simulator {
namespace {

void EndReplacement(World* world, const ServerSpec& spec, Job* job) {
  Server* const server = world->FindServer(job->server_id);
  if (server == nullptr) return;
  server->job_id.clear();
  server->status = job->error.has_value() ? kServerAbnormal : kServerRunning;
  if (job->error.has_value()) return;
  ApplySpec(world, spec, server);
  AddPhonesOf(world, spec, server);
}

void EndModelChange(World* world, const std::string& server_id, const std::string& server_model_name,
                    const std::string& phone_model_name) {
  Server* const server = world->FindServer(server_id);
  if (server == nullptr) return;
  server->job_id.clear();
  server->server_model_name = server_model_name;
  server->phone_model_name = phone_model_name;
  server->update_time = world->now();
  for (Phone& phone : world->mutable_phones()) {
    if (phone.server_id == server_id) phone.phone_model_name = phone_model_name;
  }
}

void EndDeletion(World* world, const std::vector<std::string>& server_ids, Job* job) {
  for (const std::string& id : server_ids) {
    Server* const server = world->FindServer(id);
    if (server == nullptr) continue;
    if (server->defect == Action::kDeleteServers) {
      server->job_id.clear();
      server->status = kServerRunning;
      job->error = ItemError(kJobTimeout);
    } else {
      world->RemoveServer(id);
    }
  }
}

void EndKeyPairChange(World* world, const std::string& keypair_name, Job* job) {
  Server* const server = world->FindServer(job->server_id);
  if (server == nullptr) return;
  server->job_id.clear();
  if (job->error.has_value()) return;
  server->keypair_name = keypair_name;
  server->update_time = world->now();
}

}  // namespace

const Job& StartReplacement(World* world, const ServerSpec& spec, Server* server,
                            const std::string& request_id) {
  const auto end = [spec](World* at_end, Job* job) { EndReplacement(at_end, spec, job); };
  const Job& job = world->StartJob({Action::kChangeServer, "", server->id, "", end}, request_id);
  server->job_id = job.id;
  server->status = kServerOrdered;
  server->update_time = world->now();
  world->RemovePhonesOf(*server);
  return job;
}

Order* OrderModelChange(World* world, const std::string& server_model_name,
                        const std::string& phone_model_name, bool is_auto_pay, Server* server) {
  Order order;
  order.type = kOrderChange;
  order.product_id = server->product_id;
  order.items.push_back({"", "", server_model_name, server->id});
  Order* const placed = PlaceOrder(world, std::move(order), false);
  const auto change = [id = server->id, server_model_name, phone_model_name,
                       order_id = placed->id](World* at_end) {
    EndModelChange(at_end, id, server_model_name, phone_model_name);
    CompleteOrder(at_end, order_id);
  };
  placed->on_paid = [id = server->id, order_id = placed->id, change](World* paid) {
    if (Server* const held = paid->FindServer(id)) held->job_id = order_id;
    paid->After(paid->job_duration(), change);
  };
  if (is_auto_pay) PayOrder(world, placed);
  return placed;
}

const Job& StartDeletion(World* world, const std::vector<std::string>& server_ids,
                         const std::string& request_id) {
  const auto end = [server_ids](World* at_end, Job* job) { EndDeletion(at_end, server_ids, job); };
  const Job& job = world->StartJob({Action::kDeleteServers, "", "", "", end}, request_id);
  for (const std::string& id : server_ids) {
    Server* const server = world->FindServer(id);
    if (server == nullptr) continue;
    server->job_id = job.id;
    server->status = kServerDeleted;
    server->update_time = world->now();
  }
  return job;
}

const Job& StartKeyPairChange(World* world, const std::string& keypair_name, Server* server,
                              const std::string& request_id) {
  const auto end = [keypair_name](World* at_end, Job* job) { EndKeyPairChange(at_end, keypair_name, job); };
  const Job& job = world->StartJob({Action::kChangeKeyPair, "", server->id, "", end}, request_id);
  server->job_id = job.id;
  return job;
}

}  // namespace cloudphone::simulator
