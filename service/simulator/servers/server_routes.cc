#include "service/simulator/servers/server_routes.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "service/simulator/servers/server_json.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxServerPage = 100;
// The vendor's table of states (its API reference).
constexpr int kServerStatuses[] = {0, 1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13};

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
  if (!network.empty() && network != kSystemNetwork && network != kTenantNetwork) return kBadNetworkVersion;
  const absl::Time since = ReadTime(call, "create_since", absl::InfinitePast());
  const absl::Time until = ReadTime(call, "create_until", absl::InfiniteFuture());
  for (const Server& server : call.world->servers()) {
    if (!absl::StrContains(server.name, name)) continue;
    if (!server_id.empty() && server.id != server_id) continue;
    if (status.value_or(server.status) != server.status) continue;
    if (!Fits(call, "network_version", server.network.version)) continue;
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
  WriteServerDetail(*server, &json);
  return call.Ok(json.Take());
}

}  // namespace cloudphone::simulator
