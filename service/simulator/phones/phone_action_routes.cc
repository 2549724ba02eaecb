// Restart, reset and stop: calls that start a job for each phone.

#include "service/simulator/phones/phone_action_routes.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/phones/property_rules.h"
#include "service/simulator/phones/targets.h"

namespace cloudphone::simulator {
namespace {

// What a call asks for.
struct PhonesBody {
  struct Target {
    std::string phone_id;
    std::string property;
    bool has_property_text = true;  // False where the property is of another type.
  };
  std::vector<Target> targets;
  std::string image_id;
};

// Reads one item of `phones`. Unverified: the codes of an item without phone_id and of a
// factory_reset_enabled that is no bool, for which the documents name none.
absl::optional<VendorError> ReadItem(const rapidjson::Value& item, Action action,
                                     PhonesBody::Target* target) {
  if (!item.IsObject()) return kBadPhones;
  target->phone_id = TextMember(item, "phone_id").value_or("");
  if (target->phone_id.empty()) return kNoPhoneId;
  target->property = TextMember(item, "property").value_or("");
  const rapidjson::Value* const property = FindMember(item, "property");
  target->has_property_text = property == nullptr || property->IsString();
  // The newer documents let it wipe the history of the properties too; there is none here.
  const rapidjson::Value* const wipes = FindMember(item, "factory_reset_enabled");
  return action == Action::kReset && wipes != nullptr && !wipes->IsBool() ? absl::make_optional(kBadPhones)
                                                                          : absl::nullopt;
}

// Reads the body of a restart or reset; returns why the whole call is refused. Unverified: the code of a body
// that is no JSON.
absl::optional<VendorError> ReadPhones(const Call& call, Action action, PhonesBody* read) {
  rapidjson::Document body;
  if (!ReadObject(*call.body, &body)) return kBadPhones;
  const rapidjson::Value* const phones = FindMember(body, "phones");
  if (phones == nullptr || !phones->IsArray() || phones->Empty()) return kBadPhones;
  if (phones->Size() > kMaxPhonesInCall) return kManyPhones;
  for (const rapidjson::Value& item : phones->GetArray()) {
    PhonesBody::Target target;
    if (const auto error = ReadItem(item, action, &target)) return error;
    read->targets.push_back(std::move(target));
  }
  read->image_id = TextMember(body, "image_id").value_or("");
  const bool fits =
      read->image_id.empty() || call.world->images().LabelOf(read->image_id, call.project_id).has_value();
  return fits ? absl::nullopt : absl::make_optional(kNoImage);
}

// Reads the body of a stop; the same. Unverified: the code of a list that is none.
absl::optional<VendorError> ReadPhoneIds(const Call& call, Action, PhonesBody* read) {
  rapidjson::Document body;
  if (!ReadObject(*call.body, &body)) return kBadPhoneIds;
  std::vector<std::string> ids;
  if (const auto error = ReadIds(body, PhoneIdsRule(kMaxPhonesInCall), &ids)) return error;
  for (std::string& id : ids) read->targets.push_back({std::move(id), ""});
  return absl::nullopt;
}

// Whether the action may begin in that state. Unverified: that what failed may be tried again; a cloud that
// said no would leave the phone lost.
bool Fits(Action action, int status) {
  if (action == Action::kStop) return status == kPhoneRunning || status == kPhoneStopFailed;
  constexpr int kFitting[] = {kPhoneRunning,       kPhoneStopped,  kPhoneResetFailed,
                              kPhoneRestartFailed, kPhoneAbnormal, kPhoneStopFailed};
  return absl::c_linear_search(kFitting, status);
}

// Why the action does not begin on one phone, or nothing; then its properties are set. Unverified: that a
// property is refused for its phone only, and not for the whole call.
absl::optional<ItemError> Prepare(Action action, const PhonesBody::Target& target, Phone* phone) {
  if (!IsId(target.phone_id)) return ItemError(kBadPhoneIdItem);
  if (phone == nullptr) return ItemError(kNoPhoneItem);
  if (phone->status == kPhoneFrozen) return ItemError(kFrozen);
  // Unverified: which code a stop has for a phone that does not run.
  if (!Fits(action, phone->status)) return ItemError(action == Action::kStop ? kNotRunning : kNotRestartable);
  if (!target.has_property_text) return ItemError(kBadProperty);
  Properties properties = action == Action::kReset ? FactoryProperties() : phone->properties;
  if (auto error = ReadProperties(target.property, &properties)) return error;
  phone->properties = std::move(properties);
  return absl::nullopt;
}

Response Act(const Call& call, Action action, const PhonesBody& body) {
  JobsAnswer answer(call, "phone_id");
  for (const PhonesBody::Target& target : body.targets) {
    Phone* const phone = call.world->FindPhone(target.phone_id);
    if (const auto error = Prepare(action, target, phone)) {
      answer.Refused(target.phone_id, *error);
      continue;
    }
    if (!body.image_id.empty()) phone->image_id = body.image_id;
    answer.Started(target.phone_id, BeginAction(call.world, action, phone, call.request_id));
  }
  return answer.Take();
}

Response Serve(const Call& call, Action action,
               absl::optional<VendorError> (*read)(const Call&, Action, PhonesBody*)) {
  PhonesBody body;
  if (const auto error = read(call, action, &body)) return call.Error(*error);
  return Act(call, action, body);
}

}  // namespace

Response RestartPhones(const Call& call) { return Serve(call, Action::kRestart, &ReadPhones); }
Response ResetPhones(const Call& call) { return Serve(call, Action::kReset, &ReadPhones); }
Response StopPhones(const Call& call) { return Serve(call, Action::kStop, &ReadPhoneIds); }

}  // namespace cloudphone::simulator
