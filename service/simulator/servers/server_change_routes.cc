#include "service/simulator/servers/server_change_routes.h"

#include "service/simulator/catalog/catalog.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/id_list.h"
#include "service/simulator/servers/key_pairs.h"
#include "service/simulator/servers/server_changes.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxDeleted = 10;
constexpr rapidjson::SizeType kMaxKeyPairs = 100;  // Unverified: that of a restart.
constexpr int kMinDataGb = 10;

// Unverified: that one server which cannot be deleted spoils the call, since there is one job for all; the
// code of one that is no pay-per-use server.
absl::optional<VendorError> RefuseDeletion(const std::string& server_id, const Server* server) {
  if (!IsId(server_id)) return kBadServerIdItem;
  if (server == nullptr) return kNoServer;
  if (server->charging_mode != kPayPerUse) return kBadChargingMode;
  if (IsComing(*server) || !server->job_id.empty()) return kServerNotReady;
  return absl::nullopt;
}

// Which models a server may change to: of its server model's generation, with as many phones.
absl::optional<VendorError> RefuseModels(const Server& server, const std::string& server_model_name,
                                         const std::string& phone_model_name) {
  if (server_model_name.empty()) return kNoServerModelName;
  const ServerModel* const present = FindServerModel(server.server_model_name);
  const ServerModel* const wanted = FindServerModel(server_model_name);
  if (wanted == nullptr || absl::string_view(wanted->generation) != present->generation)
    return kBadServerModelName;
  if (phone_model_name.empty()) return kNoPhoneModelName;
  const PhoneModel* const phones = FindPhoneModel(phone_model_name);
  if (phones == nullptr || phones->status == 0) return kBadPhoneModelName;
  const PhoneModel* const present_phones = FindPhoneModel(server.phone_model_name);
  if (present_phones == nullptr || phones->server_model_name != server_model_name ||
      phones->phone_capacity != present_phones->phone_capacity)
    return kBadPhoneModel;
  return absl::nullopt;
}

// Why one server keeps its key pair, or nothing.
absl::optional<VendorError> RefuseKeyPair(const std::string& server_id, const std::string& keypair_name,
                                          const Server* server) {
  if (!IsId(server_id)) return kBadServerIdItem;
  if (server == nullptr) return kNoServerItem;
  if (keypair_name.empty()) return kNoKeyPairName;
  if (!KeyPairExists(keypair_name)) return kUnknownKeyPair;
  if (!IsReady(*server)) return kNotReadyForKeyPair;
  return absl::nullopt;
}

}  // namespace

Response DeleteServers(const Call& call) {
  rapidjson::Document body;
  std::vector<std::string> server_ids;
  if (!ReadObject(*call.body, &body)) return call.Error(kBadServerIds);
  if (const auto error = ReadIds(body, ServerIdsRule(kMaxDeleted), &server_ids)) return call.Error(*error);
  for (const std::string& id : server_ids) {
    if (const auto error = RefuseDeletion(id, call.world->FindServer(id))) return call.Error(*error);
  }
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.Text("job_id", StartDeletion(call.world, server_ids, call.request_id).id);
  return call.Ok(json.Take());
}

Response ReplaceServer(const Call& call) {
  if (!IsId(call.id)) return call.Error(kBadServerId);
  Server* const server = call.world->FindServer(call.id);
  if (server == nullptr) return call.Error(kNoServer);
  rapidjson::Document body;
  if (!ReadObject(*call.body, &body)) return call.Error(kNoPhoneModelName);
  ServerSpec spec;
  spec.server_model_name = server->server_model_name;
  spec.enterprise_project_id = server->enterprise_project_id;
  if (const auto refusal = ReadServerSpec(call, body, kMinDataGb, &spec)) return call.Error(*refusal);
  // What is left out stays: the key pair and the project (unverified).
  if (spec.keypair_name.empty()) spec.keypair_name = server->keypair_name;
  const rapidjson::Value* const more = FindMember(body, "extend_param");
  if (more != nullptr && !more->IsObject()) return call.Error(kBadExtendParam);
  const std::string project = more == nullptr ? "" : TextMember(*more, "enterprise_project_id").value_or("");
  if (!project.empty()) spec.enterprise_project_id = project;
  if (!CanBeRestored(*server)) return call.Error(kServerNotReady);
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.Text("server_id", server->id);
  json.Text("job_id", StartReplacement(call.world, spec, server, call.request_id).id);
  return call.Ok(json.Take());
}

Response ChangeServerModel(const Call& call) {
  rapidjson::Document body;
  if (!ReadObject(*call.body, &body)) return call.Error(kBadServerIdItem);
  const std::string server_id = TextMember(body, "server_id").value_or("");
  if (!IsId(server_id)) return call.Error(kBadServerIdItem);
  Server* const server = call.world->FindServer(server_id);
  if (server == nullptr) return call.Error(kNoServer);
  const std::string server_model = TextMember(body, "server_model_name").value_or("");
  const std::string phone_model = TextMember(body, "phone_model_name").value_or("");
  if (const auto error = RefuseModels(*server, server_model, phone_model)) return call.Error(*error);
  int is_auto_pay = 0;
  if (const rapidjson::Value* const terms = FindMember(body, "extend_param")) {
    if (!terms->IsObject()) return call.Error(kBadExtendParam);
    if (FindMember(*terms, "is_auto_pay") != nullptr)
      is_auto_pay = IntMember(*terms, "is_auto_pay").value_or(-1);
  }
  if (is_auto_pay != 0 && is_auto_pay != 1) return call.Error(kBadAutoPay);
  if (!IsReady(*server)) return call.Error(kServerNotReady);
  const Order* const order =
      OrderModelChange(call.world, server_model, phone_model, is_auto_pay == 1, server);
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.Text("order_id", order->id);
  json.Text("product_id", order->product_id);
  return call.Ok(json.Take());
}

Response ChangeKeyPairs(const Call& call) {
  rapidjson::Document body;
  if (!ReadObject(*call.body, &body)) return call.Error(kBadServerIds);
  const rapidjson::Value* const servers = FindMember(body, "servers");
  if (servers == nullptr || !servers->IsArray()) return call.Error(kBadServerIds);
  if (servers->Empty()) return call.Error(kNoServerIds);
  if (servers->Size() > kMaxKeyPairs) return call.Error(kManyServers);
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.BeginList("jobs");
  for (const rapidjson::Value& item : servers->GetArray()) {
    if (!item.IsObject()) return call.Error(kBadServerIds);
    const std::string server_id = TextMember(item, "server_id").value_or("");
    const std::string keypair_name = TextMember(item, "keypair_name").value_or("");
    Server* const server = call.world->FindServer(server_id);
    json.BeginItem();
    json.Text("server_id", server_id);
    if (const auto error = RefuseKeyPair(server_id, keypair_name, server)) {
      json.Refused(ItemError(*error));
    } else {
      json.Text("job_id", StartKeyPairChange(call.world, keypair_name, server, call.request_id).id);
    }
    json.EndObject();
  }
  json.EndList();
  return call.Ok(json.Take());
}

}  // namespace cloudphone::simulator
