// Addresses and tickets for clients that show a phone's screen.

#include "service/simulator/phones/connection_routes.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/phones/phone_address.h"
#include "service/simulator/phones/targets.h"
#include "service/simulator/servers/server_address.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxPhones = 10;
constexpr absl::string_view kClientTypes[] = {"ANDROID", "WINDOWS", "H5_MOBILE", "H5_PC", "IOS"};

// A session of its own each time.
void WriteConnection(const Call& call, const Phone& phone, JsonAnswer* json) {
  const Server& server = *call.world->FindServer(phone.server_id);
  json->BeginItem();
  json->Text("phone_id", phone.id);
  json->BeginObject("access_info");
  json->Text("access_ip", PublicAddress(server));
  json->Text("intranet_ip", InnerAddress(server));
  json->Number("access_port", AccessPort(phone));
  json->Text("session_id", call.world->NewId());
  json->Text("timestamp", absl::StrCat(absl::ToUnixMillis(call.world->now())));
  json->Text("ticket", absl::StrCat(call.world->NewId(), call.world->NewId()));
  json->EndObject();
  json->EndObject();
}

void WriteError(const std::string& phone_id, const ItemError& error, JsonAnswer* json) {
  json->BeginItem();
  json->Text("phone_id", phone_id);
  json->Refused(error);
  json->EndObject();
}

}  // namespace

Response ConnectPhones(const Call& call) {
  rapidjson::Document body;
  std::vector<std::string> phone_ids;
  if (!ReadObject(*call.body, &body)) return call.Error(kBadPhoneIds);
  // Unverified: the code of a client_type that is none.
  if (!absl::c_linear_search(kClientTypes, TextMember(body, "client_type").value_or("")))
    return call.Error(kBadType);
  if (const auto error = ReadIds(body, PhoneIdsRule(kMaxPhones), &phone_ids)) return call.Error(*error);
  std::vector<std::pair<std::string, ItemError>> refused;
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.BeginList("connect_infos");
  for (const std::string& phone_id : phone_ids) {
    const Phone* const phone = call.world->FindPhone(phone_id);
    if (auto error = RefuseUnlessRunning(phone_id, phone)) {
      refused.emplace_back(phone_id, *std::move(error));
    } else {
      WriteConnection(call, *phone, &json);
    }
  }
  json.EndList();
  json.BeginList("errors");
  for (const auto& [phone_id, error] : refused) WriteError(phone_id, error, &json);
  json.EndList();
  return call.Ok(json.Take());
}

}  // namespace cloudphone::simulator
