#include "service/simulator/servers/encode_server_routes.h"

#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/id_list.h"
#include "service/simulator/servers/server_address.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxEncodeServerPage = 100;
constexpr size_t kMaxRestarted = 100;  // Unverified: that of servers.
constexpr int kTypes[] = {0, 1};
// The vendor's table for the filter, which is not that of answers.
constexpr int kFilterStatuses[] = {0, 1, 2, 3, 4, 5, 100, 1014};
constexpr int kPort = 6902;

void WriteEncodeServer(const EncodeServer& encode_server, const Server& server, JsonAnswer* json) {
  const std::string public_ip = PublicAddress(server);
  json->BeginItem();
  json->Text("encode_server_name", encode_server.name);
  json->Text("encode_server_id", encode_server.id);
  json->Text("encode_server_ip", encode_server.ip);
  json->Text("server_id", encode_server.server_id);
  json->Text("keypair_name", encode_server.keypair_name);
  json->Number("type", encode_server.type);
  json->Number("status", ShownStatus(encode_server.state));
  json->BeginList("access_infos");
  json->BeginItem();
  json->Number("listen_port", kPort);
  json->Text("intranet_ip", encode_server.ip);
  json->Number("access_port", kPort);
  json->Text("access_ip", public_ip);
  json->Text("server_ip", encode_server.ip);
  json->Text("public_ip", public_ip);
  json->Text("type", "cph_app_server");
  json->EndObject();
  json->EndList();
  json->EndObject();
}

absl::optional<VendorError> Select(const Call& call, std::vector<const EncodeServer*>* selected) {
  absl::optional<int> type;
  absl::optional<int> status;
  if (!ReadFilter(call, "type", kTypes, &type)) return kBadType;
  if (!ReadFilter(call, "status", kFilterStatuses, &status)) return kBadStatus;
  const std::string server_id = call.Query("server_id").value_or("");
  if (!server_id.empty() && !IsId(server_id)) return kBadServerId;
  for (const EncodeServer& one : call.world->encode_servers().all()) {
    if (type.value_or(one.type) != one.type) continue;
    if (status.has_value() && StateOfFilter(*status) != one.state) continue;
    if (server_id.empty() || server_id == one.server_id) selected->push_back(&one);
  }
  return absl::nullopt;
}

// Why one is not restarted, or nothing. Unverified: the code of one that restarts already.
absl::optional<VendorError> Refuse(const std::string& id, const EncodeServer* encode_server) {
  if (!IsId(id)) return kBadEncodeServerId;
  if (encode_server == nullptr) return kNoEncodeServer;
  if (encode_server->state == EncodeState::kFrozen) return kEncodeServerFrozen;
  if (encode_server->state == EncodeState::kCreating || encode_server->state == EncodeState::kRestarting)
    return kEncodeServerCreating;
  return absl::nullopt;
}

}  // namespace

Response ListEncodeServers(const Call& call) {
  const absl::optional<Page> page = ReadPage(call, kMaxEncodeServerPage);
  if (!page.has_value()) return call.Error(kBadPage);
  std::vector<const EncodeServer*> selected;
  if (const auto error = Select(call, &selected)) return call.Error(*error);
  JsonAnswer json;
  json.BeginList("encode_servers");
  for (const EncodeServer* one : CutPage(selected, *page))
    WriteEncodeServer(*one, *call.world->FindServer(one->server_id), &json);
  json.EndList();
  json.Text("request_id", call.request_id);
  return call.Ok(json.Take());
}

Response RestartEncodeServers(const Call& call) {
  rapidjson::Document body;
  std::vector<std::string> ids;
  const IdListRule rule = {"encode_server_ids", kBadEncodeServerIds, kBadEncodeServerIds, kMaxRestarted,
                           kBadEncodeServerIds};
  if (!ReadObject(*call.body, &body)) return call.Error(kBadEncodeServerIds);
  if (const auto error = ReadIds(body, rule, &ids)) return call.Error(*error);
  JsonAnswer json;
  json.BeginList("jobs");
  for (const std::string& id : ids) {
    EncodeServer* const encode_server = call.world->encode_servers().Find(id);
    json.BeginItem();
    json.Text("encode_server_id", id);
    if (const auto error = Refuse(id, encode_server)) {
      json.Refused(ItemError(*error));
    } else {
      json.Text("job_id", RestartEncodeServer(call.world, encode_server, call.request_id).id);
    }
    json.EndObject();
  }
  json.EndList();
  json.Text("request_id", call.request_id);
  return call.Ok(json.Take());
}

}  // namespace cloudphone::simulator
