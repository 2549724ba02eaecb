#include "service/simulator/server_routes.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "service/simulator/json_answer.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxServerPage = 100;
constexpr char kNetworkVersion[] = "v2";
// The vendor's table of states (cph-api.md, section 10).
constexpr int kServerStatuses[] = {0, 1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13};

void WriteServer(const Server& server, JsonAnswer* json) {
  json->Text("server_name", server.name);
  json->Text("availability_zone", "cn-east-3a");
  json->Text("server_id", server.id);
  json->Text("server_model_name", server.server_model_name);
  json->Text("phone_model_name", server.phone_model_name);
  json->Text("keypair_name", "mykeypair");
  json->Number("status", server.status);
  json->Text("vpc_id", "6e3feb2c-b9c9-4ac5-abf1-96d60e3dfea2");
  json->Text("cidr", "172.31.0.0/16");
  json->Text("vpc_cidr", "172.31.0.0/16");
  json->Text("subnet_id", "5784d2fe-fefd-42f0-a7f1-e88454d8bc0f");
  json->Text("subnet_cidr", "172.31.0.0/16");
  json->BeginList("addresses");
  json->BeginItem();
  const std::string inner = absl::StrFormat("10.237.0.%d", server.number);
  const std::string outer = absl::StrFormat("203.0.113.%d", server.number);
  json->Text("intranet_ip", inner);
  json->Text("access_ip", outer);
  json->Text("server_ip", inner);
  json->Text("public_ip", outer);
  json->EndObject();
  json->EndList();
  json->Text("resource_project_id", "2347275010d3440d963d3fcb8931ff55");
  json->BeginObject("metadata");
  json->Text("order_id", "CS1710111105S8IPB");
  json->Text("product_id", "00301-25217-0--0");
  json->Number("charging_mode", 0);
  json->EndObject();
  json->Text("network_version", kNetworkVersion);
  json->Text("enterprise_project_id", "0");
  json->Time("create_time", server.create_time);
  json->Time("update_time", server.update_time);
}

void WriteDetail(const Server& server, JsonAnswer* json) {
  json->BeginList("band_widths");
  json->BeginItem();
  json->Text("band_width_name", absl::StrFormat("BANDWIDTH_%s", server.id));
  json->Text("band_width_id", "8b85d44b-ac6f-48fb-bbab-e876e9c3502a");
  json->Number("band_width_size", 300);
  json->Number("band_width_charge_mode", 1);
  json->Number("band_width_share_type", 0);
  json->Time("create_time", server.create_time);
  json->Time("update_time", server.create_time);
  json->EndObject();
  json->EndList();
  json->BeginList("volumes");
  json->BeginItem();
  json->Text("volume_name", absl::StrFormat("VOLUME_%s", server.id));
  json->Text("volume_id", "2a5dae30-8d28-4759-8d2c-5081237ea3cb");
  json->Number("volume_size", 600);
  json->Text("volume_type", "SSD");
  json->Time("create_time", server.create_time);
  json->Time("update_time", server.create_time);
  json->EndObject();
  json->EndList();
  json->BeginObject("share_volume_info");
  json->Text("volume_type", "GPSSD");
  json->Number("size", 100);
  json->Number("version", 1);
  json->EndObject();
  json->BeginList("security_groups");
  json->EndList();
}

// Whether a text filter is absent, empty or `value`.
bool Fits(const Call& call, absl::string_view name, absl::string_view value) {
  const std::string asked = call.Query(name).value_or("");
  return asked.empty() || asked == value;
}

// Unverified: seconds since 1970, as the vendor's Terraform provider sends them; what is no number bounds
// nothing.
absl::Time ReadTime(const Call& call, absl::string_view name, absl::Time otherwise) {
  int64_t seconds = 0;
  return absl::SimpleAtoi(call.Query(name).value_or(""), &seconds) ? absl::FromUnixSeconds(seconds)
                                                                   : otherwise;
}

// Which servers a list asks for, newest first; an error where a filter is none.
absl::optional<VendorError> Select(const Call& call, std::vector<const Server*>* selected) {
  const std::string name = call.Query("server_name").value_or("");
  const std::string server_id = call.Query("server_id").value_or("");
  absl::optional<int> status;
  if (!server_id.empty() && !IsId(server_id)) return kBadServerId;
  if (!ReadFilter(call, "status", kServerStatuses, &status)) return kBadStatus;
  const std::string network = call.Query("network_version").value_or("");
  if (!network.empty() && network != "v1" && network != kNetworkVersion) return kBadNetworkVersion;
  if (!Fits(call, "network_version", kNetworkVersion)) return absl::nullopt;
  const absl::Time since = ReadTime(call, "create_since", absl::InfinitePast());
  const absl::Time until = ReadTime(call, "create_until", absl::InfiniteFuture());
  for (const Server& server : call.world->servers()) {
    if (!absl::StrContains(server.name, name)) continue;
    if (!server_id.empty() && server.id != server_id) continue;
    if (status.value_or(server.status) != server.status) continue;
    if (!Fits(call, "phone_model_name", server.phone_model_name)) continue;
    if (server.create_time >= since && server.create_time <= until) selected->push_back(&server);
  }
  return absl::nullopt;
}

}  // namespace

Response ListServers(const Call& call) {
  const absl::optional<Page> page = ReadPage(call, kMaxServerPage);
  if (!page.has_value()) return call.Error(kBadPage);
  std::vector<const Server*> selected;
  if (const auto error = Select(call, &selected)) return call.Error(*error);
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.Number("count", static_cast<int64_t>(selected.size()));
  json.BeginList("servers");
  for (const Server* server : CutPage(selected, *page)) {
    json.BeginItem();
    WriteServer(*server, &json);
    json.EndObject();
  }
  json.EndList();
  return call.Ok(json.Take());
}

Response ShowServer(const Call& call) {
  if (!IsId(call.id)) return call.Error(kBadServerId);
  const Server* const server = call.world->FindServer(call.id);
  if (server == nullptr) return call.Error(kNoServer);
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  WriteServer(*server, &json);
  WriteDetail(*server, &json);
  return call.Ok(json.Take());
}

}  // namespace cloudphone::simulator
