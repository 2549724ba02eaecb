// What is set on phones by jobs: properties, the way of their traffic, the size of their data disks.

#include "service/simulator/phones/phone_setting_routes.h"

#include <utility>

#include "service/simulator/http/request_body.h"
#include "service/simulator/phones/property_rules.h"
#include "service/simulator/phones/targets.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxTrafficPhones = 100;
constexpr int kMaxVolumeGb = 32768;
// Of property and custom_property together.
constexpr size_t kMaxPropertyBytes = 7800;

// Starts a job that changes one phone when it ends.
template <typename Change>
const Job& Start(const Call& call, Action action, const Phone& phone, Change change) {
  JobPlan plan;
  plan.action = action;
  plan.phone_id = phone.id;
  plan.server_id = phone.server_id;
  plan.effect = [change = std::move(change)](World* world, Job* job) {
    if (job->error.has_value()) return;
    Phone* const changed = world->FindPhone(job->phone_id);
    change(changed);
    changed->update_time = world->now();
  };
  return call.world->StartJob(std::move(plan), call.request_id);
}

struct PropertyItem {
  std::string phone_id;
  Properties properties;
  Properties custom_properties;
  absl::optional<ItemError> error;  // Why its phone is refused.
};

// How many bytes the customer's own properties have, counted as keys and values.
size_t BytesOf(const Properties& properties) {
  size_t bytes = 0;
  for (const auto& [key, value] : properties) bytes += key.size() + value.size();
  return bytes;
}

absl::optional<VendorError> ReadPropertyItem(const rapidjson::Value& value, PropertyItem* item) {
  item->phone_id = TextMember(value, "phone_id").value_or("");
  if (item->phone_id.empty()) return kNoPhoneId;
  const absl::optional<std::string> text = TextMember(value, "property");
  const rapidjson::Value* const custom = FindMember(value, "custom_property");
  if (!text.has_value()) {
    item->error = ItemError(kBadProperty);
    return absl::nullopt;
  }
  item->error = ReadProperties(*text, &item->properties);
  if (!item->error.has_value() && custom != nullptr)
    item->error = ReadCustomProperties(*custom, &item->custom_properties);
  if (!item->error.has_value() && text->size() + BytesOf(item->custom_properties) > kMaxPropertyBytes)
    item->error = ItemError(kBadProperty);
  return absl::nullopt;
}

// Phones in any state take it, abnormal ones too, but frozen ones (unverified).
absl::optional<ItemError> RefuseProperties(const PropertyItem& item, const Phone* phone) {
  if (!IsId(item.phone_id)) return ItemError(kBadPhoneIdItem);
  if (phone == nullptr) return ItemError(kNoPhoneItem);
  if (phone->status == kPhoneFrozen) return ItemError(kFrozen);
  return item.error;
}

struct VolumeItem {
  std::string phone_id;
  int new_size_gb = 0;  // 0: no size.
};

absl::optional<VendorError> ReadVolumeItem(const rapidjson::Value& value, VolumeItem* item) {
  item->phone_id = TextMember(value, "phone_id").value_or("");
  if (item->phone_id.empty()) return kNoPhoneId;
  const rapidjson::Value* const size = FindMember(value, "new_size");
  if (size != nullptr && size->IsInt()) item->new_size_gb = size->GetInt();
  return absl::nullopt;
}

// Unverified: the code of a size that is none, too large or less than the disk has.
absl::optional<ItemError> RefuseVolume(const VolumeItem& item, const Phone* phone) {
  if (auto error = RefuseUnlessSettled(item.phone_id, phone)) return error;
  const bool fits = item.new_size_gb >= phone->data_volume_gb && item.new_size_gb <= kMaxVolumeGb;
  return fits ? absl::nullopt : absl::make_optional<ItemError>(kBadPhones);
}

}  // namespace

Response UpdateProperties(const Call& call) {
  rapidjson::Document body;
  std::vector<PropertyItem> items;
  if (!ReadObject(*call.body, &body)) return call.Error(kBadPhones);
  if (const auto error = ReadItems(body, "phones", kBadPhones, kManyPhones, &ReadPropertyItem, &items))
    return call.Error(*error);
  JobsAnswer answer(call, "phone_id");
  for (PropertyItem& item : items) {
    const Phone* const phone = call.world->FindPhone(item.phone_id);
    if (const auto error = RefuseProperties(item, phone)) {
      answer.Refused(item.phone_id, *error);
      continue;
    }
    const auto set = [properties = std::move(item.properties),
                      custom_properties = std::move(item.custom_properties)](Phone* changed) {
      for (const auto& [key, value] : properties) changed->properties[key] = value;
      for (const auto& [key, value] : custom_properties) changed->custom_properties[key] = value;
    };
    answer.Started(item.phone_id, Start(call, Action::kUpdateProperty, *phone, set));
  }
  return answer.Take();
}

Response RouteTraffic(const Call& call) {
  rapidjson::Document body;
  std::vector<std::string> phone_ids;
  if (!ReadObject(*call.body, &body)) return call.Error(kBadPhoneIds);
  const std::string type = TextMember(body, "traffic_type").value_or("");
  if (type != "direct" && type != "routing") return call.Error(kBadType);
  if (const auto error = ReadIds(body, PhoneIdsRule(kMaxTrafficPhones), &phone_ids))
    return call.Error(*error);
  JobsAnswer answer(call, "phone_id");
  for (const std::string& phone_id : phone_ids) {
    const Phone* const phone = call.world->FindPhone(phone_id);
    if (const auto error = RefuseUnlessSettled(phone_id, phone)) {
      answer.Refused(phone_id, *error);
    } else {
      answer.Started(phone_id, Start(call, Action::kRouteTraffic, *phone,
                                     [type](Phone* changed) { changed->traffic_type = type; }));
    }
  }
  return answer.Take();
}

Response ExpandVolumes(const Call& call) {
  rapidjson::Document body;
  std::vector<VolumeItem> items;
  if (!ReadObject(*call.body, &body)) return call.Error(kBadPhones);
  if (const auto error = ReadItems(body, "phones", kBadPhones, kManyPhones, &ReadVolumeItem, &items))
    return call.Error(*error);
  JobsAnswer answer(call, "phone_id");
  for (const VolumeItem& item : items) {
    const Phone* const phone = call.world->FindPhone(item.phone_id);
    if (const auto error = RefuseVolume(item, phone)) {
      answer.Refused(item.phone_id, *error);
      continue;
    }
    const auto grow = [size = item.new_size_gb](Phone* changed) {
      changed->data_volume_gb = std::max(changed->data_volume_gb, size);
    };
    answer.Started(item.phone_id, Start(call, Action::kExpandVolume, *phone, grow));
  }
  return answer.Take();
}

}  // namespace cloudphone::simulator
