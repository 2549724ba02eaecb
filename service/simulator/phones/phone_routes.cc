#include "service/simulator/phones/phone_routes.h"

#include "absl/strings/match.h"
#include "service/simulator/catalog/catalog.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/phones/agent_port.h"
#include "service/simulator/phones/phone_address.h"
#include "service/simulator/phones/property_rules.h"
#include "service/simulator/servers/server_address.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxPhonePage = 200;
// The vendor's tables of states and types (its API reference).
constexpr int kPhoneStatuses[] = {0, 1, 2, 3, 4, 6, 7, 8, -5, -6, -7, -8, -9};
constexpr int kPhoneTypes[] = {0, 1};
constexpr int kOrdinaryPhone = 0;

void WritePhone(World* world, const Phone& phone, JsonAnswer* json) {
  json->Text("phone_name", phone.name);
  json->Text("server_id", phone.server_id);
  json->Text("phone_id", phone.id);
  json->Text("phone_model_name", phone.phone_model_name);
  json->Text("image_id", phone.image_id);
  json->Text("image_version", world->images().VersionOf(phone.image_id));
  json->Text("vnc_enable", "false");
  json->Number("status", phone.status);
  json->Number("type", 0);
  json->Text("imei", phone.imei);
  json->Text("traffic_type", phone.traffic_type);
  const PhoneModel* const model = FindPhoneModel(phone.phone_model_name);
  json->Number("volume_mode", model == nullptr ? 0 : model->volume_mode);
  const Server& server = *world->FindServer(phone.server_id);
  json->Text("availability_zone", server.availability_zone);
  json->BeginObject("metadata");
  json->Text("order_id", server.order_id);
  json->Text("product_id", server.product_id);
  json->EndObject();
  json->Bool("has_encrypt", false);
  json->Time("create_time", phone.create_time);
  json->Time("update_time", phone.update_time);
}

// Where a port of a phone leads to from outside: by which addresses, and on which port.
struct Outside {
  absl::string_view public_ip;
  absl::string_view server_ip;
  int access_port;
};

void WritePort(absl::string_view phone_ip, absl::string_view name, int listen_port, const Outside& outside,
               JsonAnswer* json) {
  json->BeginItem();
  json->Text("type", name);
  json->Text("device_ip", phone_ip);
  json->Text("phone_ip", phone_ip);
  json->Number("listen_port", listen_port);
  json->Text("access_ip", outside.public_ip);
  json->Text("public_ip", outside.public_ip);
  json->Text("intranet_ip", outside.server_ip);
  json->Text("server_ip", outside.server_ip);
  json->Number("access_port", outside.access_port);
  json->EndObject();
}

void WriteAccess(World* world, const Phone& phone, JsonAnswer* json) {
  const Server& server = *world->FindServer(phone.server_id);
  const std::string phone_ip = PhoneAddress(server, phone);
  const std::string server_ip = InnerAddress(server);
  const std::string public_ip = PublicAddress(server);
  json->BeginList("access_infos");
  WritePort(phone_ip, "adb", 5555, {public_ip, server_ip, AdbPort(phone)}, json);
  int nth = 0;
  for (const Port& port : server.ports) {
    WritePort(phone_ip, port.name, port.listen_port,
              {port.is_public ? absl::string_view(public_ip) : "", server_ip, AccessPort(phone, nth++)},
              json);
  }
  // Unlike the others it can be reached: by either address on this machine.
  if (const auto agent = AgentPortOf(world, phone))
    WritePort(phone_ip, agent->name, agent->listen_port, {agent->host, agent->host, agent->port}, json);
  json->EndList();
}

// Which phones a list asks for, newest first; an error where a filter is none.
absl::optional<VendorError> Select(const Call& call, std::vector<const Phone*>* selected) {
  const std::string name = call.Query("phone_name").value_or("");
  const std::string server_id = call.Query("server_id").value_or("");
  absl::optional<int> status;
  absl::optional<int> type;
  if (!server_id.empty() && !IsId(server_id)) return kBadServerId;
  if (!ReadFilter(call, "status", kPhoneStatuses, &status)) return kBadStatus;
  if (!ReadFilter(call, "type", kPhoneTypes, &type)) return kBadType;
  if (type.value_or(kOrdinaryPhone) != kOrdinaryPhone) return absl::nullopt;
  for (const Phone& phone : call.world->phones()) {
    if (!absl::StrContains(phone.name, name)) continue;
    if (!server_id.empty() && phone.server_id != server_id) continue;
    if (status.value_or(phone.status) == phone.status) selected->push_back(&phone);
  }
  return absl::nullopt;
}

}  // namespace

Response ListPhones(const Call& call) {
  const absl::optional<Page> page = ReadPage(call, kMaxPhonePage);
  if (!page.has_value()) return call.Error(kBadPage);
  std::vector<const Phone*> selected;
  if (const auto error = Select(call, &selected)) return call.Error(*error);
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.Number("count", static_cast<int64_t>(selected.size()));
  json.BeginList("phones");
  for (const Phone* phone : CutPage(selected, *page)) {
    json.BeginItem();
    WritePhone(call.world, *phone, &json);
    json.EndObject();
  }
  json.EndList();
  return call.Ok(json.Take());
}

Response ShowPhone(const Call& call) {
  if (!IsId(call.id)) return call.Error(kBadPhoneId);
  const Phone* phone = call.world->FindPhone(call.id);
  if (phone == nullptr) return call.Error(kNoPhone);
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  WritePhone(call.world, *phone, &json);
  WriteAccess(call.world, *phone, &json);
  json.Text("property", PropertyText(phone->properties));
  json.BeginObject("custom_property");
  for (const auto& [key, value] : phone->custom_properties) json.Text(key.c_str(), value);
  json.EndObject();
  json.BeginObject("phone_data_volume");
  json.Text("volume_type", phone->data_volume_type);
  json.Number("volume_size", phone->data_volume_gb);
  json.EndObject();
  return call.Ok(json.Take());
}

Response RenamePhone(const Call& call) {
  if (!IsId(call.id)) return call.Error(kBadPhoneId);
  Phone* const phone = call.world->FindPhone(call.id);
  if (phone == nullptr) return call.Error(kNoPhone);
  const absl::optional<std::string> name = ReadName(*call.body, "phone_name");
  if (!name.has_value()) return call.Error(kBadPhoneName);
  phone->name = *name;
  phone->update_time = call.world->now();
  return call.Ok();
}

}  // namespace cloudphone::simulator
