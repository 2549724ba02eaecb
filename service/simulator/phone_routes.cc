#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "rapidjson/document.h"
#include "service/simulator/json_answer.h"
#include "service/simulator/routes.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxPhonePage = 200;
// Unverified: CPS.0190 shows that there is a bound, no document says which.
constexpr rapidjson::SizeType kMaxPhonesInCall = 50;
constexpr size_t kMaxPropertyBytes = 8192;

void WritePhone(const Phone& phone, JsonAnswer* json) {
  json->Text("phone_name", phone.name);
  json->Text("server_id", phone.server_id);
  json->Text("phone_id", phone.id);
  json->Text("phone_model_name", "rx1.cp.c60.d10.e1v1");
  json->Text("image_id", phone.image_id);
  json->Text("image_version", "AOSP 7.0");
  json->Text("vnc_enable", "false");
  json->Number("status", phone.status);
  json->Number("type", 0);
  json->Text("imei", phone.imei);
  json->Text("traffic_type", "direct");
  json->Number("volume_mode", 0);
  json->Text("availability_zone", "cn-east-3a");
  json->BeginObject("metadata");
  json->Text("order_id", "CS1710111105S8IPB");
  json->Text("product_id", "00301-25217-0--0");
  json->EndObject();
  json->Bool("has_encrypt", false);
  json->Time("create_time", phone.create_time);
  json->Time("update_time", phone.update_time);
}

void WriteAccess(const Phone& phone, JsonAnswer* json) {
  const std::string phone_ip = absl::StrFormat("10.237.%d.%d", phone.number / 250, phone.number % 250 + 1);
  json->BeginList("access_infos");
  json->BeginItem();
  json->Text("type", "server1");
  json->Text("device_ip", phone_ip);
  json->Text("phone_ip", phone_ip);
  json->Number("listen_port", 38080);
  json->Text("access_ip", "203.0.113.10");
  json->Text("public_ip", "203.0.113.10");
  json->Text("intranet_ip", "172.31.0.123");
  json->Text("server_ip", "172.31.0.123");
  json->Number("access_port", 14000 + phone.number);
  json->EndObject();
  json->EndList();
}

// Which phones a list asks for; an error where a filter is none.
absl::optional<VendorError> Select(const Call& call, std::vector<const Phone*>* selected) {
  const auto name = call.Query("phone_name");
  const auto server = call.Query("server_id");
  const auto status = call.Query("status");
  const auto type = call.Query("type");
  int status_number = 0;
  int type_number = 0;
  if (server && !server->empty() && !IsId(*server)) return kBadServerId;
  if (status && !status->empty() && !absl::SimpleAtoi(*status, &status_number)) return kBadStatus;
  if (type && !type->empty() && !absl::SimpleAtoi(*type, &type_number)) return kBadType;
  for (const Phone& phone : call.world->phones()) {
    if (name && !absl::StrContains(phone.name, *name)) continue;
    if (server && !server->empty() && phone.server_id != *server) continue;
    if (status && !status->empty() && phone.status != status_number) continue;
    if (type && !type->empty() && type_number != 0) continue;  // All phones here are of type 0.
    selected->push_back(&phone);
  }
  std::stable_sort(selected->begin(), selected->end(), [](const Phone* left, const Phone* right) {
    return left->create_time > right->create_time;
  });
  return absl::nullopt;
}

// The property text of a restart: nothing, or a JSON object of texts and numbers.
bool IsProperty(const rapidjson::Value& value) {
  if (value.IsNull()) return true;
  if (!value.IsString() || value.GetStringLength() > kMaxPropertyBytes) return false;
  if (value.GetStringLength() == 0) return true;  // Terraform sends it so where nothing is set.
  rapidjson::Document property;
  property.Parse<rapidjson::kParseIterativeFlag>(value.GetString(), value.GetStringLength());
  if (property.HasParseError() || !property.IsObject()) return false;
  return std::all_of(property.MemberBegin(), property.MemberEnd(), [](const auto& member) {
    return member.name.GetStringLength() > 0 && (member.value.IsString() || member.value.IsNumber());
  });
}

// Why an item of a restart is refused, or null.
const VendorError* RefuseItem(const std::string& id, const Phone* phone, bool property_fits) {
  if (!IsId(id)) return &kBadPhoneId;
  if (phone == nullptr) return &kNoPhone;
  if (!property_fits) return &kBadProperty;
  if (phone->status == kPhoneFrozen) return &kFrozen;
  // Unverified: whether a phone whose restart failed may be restarted; a cloud that said no would leave it
  // lost.
  const bool fits = phone->status == kPhoneRunning || phone->status == kPhoneStopped ||
                    phone->status == kPhoneRestartFailed;
  return fits ? nullptr : &kNotRestartable;
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
  for (size_t i = page->offset; i < std::min(selected.size(), page->offset + page->limit); ++i) {
    json.BeginItem();
    WritePhone(*selected[i], &json);
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
  WritePhone(*phone, &json);
  WriteAccess(*phone, &json);
  json.Text("property", phone->property);
  json.BeginObject("phone_data_volume");
  json.Text("volume_type", "GPSSD");
  json.Number("volume_size", 10);
  json.EndObject();
  return call.Ok(json.Take());
}

Response RestartPhones(const Call& call) {
  rapidjson::Document body;
  body.Parse<rapidjson::kParseIterativeFlag>(call.body->data(), call.body->size());
  if (body.HasParseError() || !body.IsObject() || !body.HasMember("phones")) return call.Error(kBadPhones);
  const rapidjson::Value& phones = body["phones"];
  if (!phones.IsArray() || phones.Empty()) return call.Error(kBadPhones);
  if (phones.Size() > kMaxPhonesInCall) return call.Error(kManyPhones);
  std::string image_id;
  if (body.HasMember("image_id") && body["image_id"].IsString()) image_id = body["image_id"].GetString();
  if (!image_id.empty() && image_id != World::kImageId && image_id != World::kOtherImageId)
    return call.Error(kNoImage);
  for (const rapidjson::Value& item : phones.GetArray()) {
    if (!item.IsObject() || !item.HasMember("phone_id") || !item["phone_id"].IsString())
      return call.Error(kBadPhones);
  }
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.BeginList("jobs");
  for (const rapidjson::Value& item : phones.GetArray()) {
    const std::string id = item["phone_id"].GetString();
    Phone* phone = call.world->FindPhone(id);
    const bool property_fits = !item.HasMember("property") || IsProperty(item["property"]);
    json.BeginItem();
    json.Text("phone_id", id);
    if (const VendorError* error = RefuseItem(id, phone, property_fits)) {
      json.Text("error_code", error->code);
      json.Text("error_msg", error->message);
    } else {
      if (item.HasMember("property") && item["property"].IsString() && item["property"].GetStringLength() > 0)
        phone->property = item["property"].GetString();
      json.Text("job_id", call.world->Restart(phone, call.request_id, image_id, call.now).id);
    }
    json.EndObject();
  }
  json.EndList();
  return call.Ok(json.Take());
}

}  // namespace cloudphone::simulator
