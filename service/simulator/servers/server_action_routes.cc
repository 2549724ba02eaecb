// What changes servers: a new name, a restart.

#include "service/simulator/servers/server_action_routes.h"

#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/id_list.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxServersInCall = 100;

// Why one server is not restarted, or nothing.
absl::optional<VendorError> Refuse(const std::string& server_id, const Server* server) {
  if (!IsId(server_id)) return kBadServerIdItem;
  if (server == nullptr) return kNoServerItem;
  if (!CanBeRestored(*server)) return kServerNotRestartable;
  return absl::nullopt;
}

}  // namespace

Response RenameServer(const Call& call) {
  if (!IsId(call.id)) return call.Error(kBadServerId);
  Server* const server = call.world->FindServer(call.id);
  if (server == nullptr) return call.Error(kNoServer);
  const absl::optional<std::string> name = ReadName(*call.body, "server_name");
  if (!name.has_value()) return call.Error(kBadServerName);
  server->name = *name;
  server->update_time = call.world->now();
  return call.Ok();
}

Response RestartServers(const Call& call) {
  rapidjson::Document body;
  std::vector<std::string> server_ids;
  if (!ReadObject(*call.body, &body)) return call.Error(kBadServerIds);
  if (const auto error = ReadIds(body, ServerIdsRule(kMaxServersInCall), &server_ids))
    return call.Error(*error);
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.BeginList("jobs");
  for (const std::string& server_id : server_ids) {
    Server* const server = call.world->FindServer(server_id);
    json.BeginItem();
    json.Text("server_id", server_id);
    if (const auto error = Refuse(server_id, server)) {
      json.Refused(ItemError(*error));
    } else {
      json.Text("job_id", RestartServer(call.world, server, call.request_id).id);
    }
    json.EndObject();
  }
  json.EndList();
  return call.Ok(json.Take());
}

}  // namespace cloudphone::simulator
