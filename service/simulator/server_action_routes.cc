// What changes servers: a new name, a restart.

#include "service/simulator/server_action_routes.h"

#include "service/simulator/json_answer.h"
#include "service/simulator/request_body.h"

namespace cloudphone::simulator {
namespace {

constexpr rapidjson::SizeType kMaxServersInCall = 100;

// Reads the body of a restart; returns why the whole call is refused. Unverified: which of the two codes a
// body has that is no JSON or has no list.
absl::optional<VendorError> ReadServerIds(const std::string& text, std::vector<std::string>* server_ids) {
  rapidjson::Document body;
  if (!ReadObject(text, &body)) return kBadServerIds;
  const rapidjson::Value* const ids = FindMember(body, "server_ids");
  if (ids == nullptr) return kNoServerIds;
  if (!ids->IsArray()) return kBadServerIds;
  if (ids->Empty()) return kNoServerIds;
  if (ids->Size() > kMaxServersInCall) return kManyServers;
  for (const rapidjson::Value& id : ids->GetArray()) {
    if (!id.IsString()) return kBadServerIds;
    server_ids->emplace_back(ViewOf(id));
  }
  return absl::nullopt;
}

// Why one server is not restarted, or nothing.
absl::optional<VendorError> Refuse(const std::string& server_id, const Server* server) {
  if (!IsId(server_id)) return kBadServerIdItem;
  if (server == nullptr) return kNoServerItem;
  if (server->status != kServerRunning) return kServerNotRestartable;
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
  std::vector<std::string> server_ids;
  if (const auto error = ReadServerIds(*call.body, &server_ids)) return call.Error(*error);
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.BeginList("jobs");
  for (const std::string& server_id : server_ids) {
    Server* const server = call.world->FindServer(server_id);
    json.BeginItem();
    json.Text("server_id", server_id);
    if (const auto error = Refuse(server_id, server)) {
      json.Text("error_code", error->code);
      json.Text("error_msg", error->message);
    } else {
      json.Text("job_id", RestartServer(call.world, server, call.request_id).id);
    }
    json.EndObject();
  }
  json.EndList();
  return call.Ok(json.Take());
}

}  // namespace cloudphone::simulator
