#include "service/simulator/orders/purchase_routes.h"

#include "service/simulator/catalog/catalog.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/orders/purchases.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxServersInOrder = 10;
// The account's. No figure is published: invented.
constexpr size_t kServerQuota = 100;
constexpr int kMinDataGb = 1;
constexpr int kMaxMonths = 9;
constexpr int kMaxYears = 10;
constexpr size_t kMaxBareImageIdBytes = 36;  // A UUID, unlike those of phones.

// Name, server model and number. Unverified: what a body is refused with that is no JSON.
Refusal ReadOrderedServers(const rapidjson::Value& body, Purchase* purchase) {
  purchase->server_name = TextMember(body, "server_name").value_or("");
  if (!IsName(purchase->server_name)) return ItemError(kBadServerName);
  std::string& model = purchase->spec.server_model_name;
  model = TextMember(body, "server_model_name").value_or("");
  if (model.empty()) return ItemError(kNoServerModelName);
  if (FindServerModel(model) == nullptr) return ItemError(kBadServerModelName);
  purchase->count = IntMember(body, "count").value_or(0);
  if (purchase->count < 1 || purchase->count > kMaxServersInOrder) return ItemError(kBadCount);
  return absl::nullopt;
}

Refusal ReadSwitch(const rapidjson::Value& terms, const char* name, const VendorError& error, bool* value) {
  if (FindMember(terms, name) == nullptr) return absl::nullopt;
  const int number = IntMember(terms, name).value_or(-1);
  if (number != 0 && number != 1) return ItemError(error);
  *value = number == 1;
  return absl::nullopt;
}

// Pay per use is an edition's own (`may_pay_per_use`); it has no period, and nothing to be paid beforehand.
Refusal ReadTerms(const rapidjson::Value& body, const char* member, bool may_pay_per_use,
                  Purchase* purchase) {
  const rapidjson::Value* const terms = FindMember(body, member);
  if (terms == nullptr || !terms->IsObject()) return ItemError(kBadExtendParam);
  purchase->charging_mode = IntMember(*terms, "charging_mode").value_or(-1);
  const bool is_pay_per_use = purchase->charging_mode == kPayPerUse && may_pay_per_use;
  if (purchase->charging_mode != kSubscription && !is_pay_per_use) return ItemError(kBadChargingMode);
  if (auto refusal = ReadSwitch(*terms, "is_auto_renew", kBadAutoRenew, &purchase->is_auto_renew))
    return refusal;
  if (auto refusal = ReadSwitch(*terms, "is_auto_pay", kBadAutoPay, &purchase->is_auto_pay)) return refusal;
  if (is_pay_per_use) {
    purchase->is_auto_pay = true;
    return absl::nullopt;
  }
  purchase->period_type = IntMember(*terms, "period_type").value_or(0);
  if (purchase->period_type != kMonths && purchase->period_type != kYears) return ItemError(kBadPeriodType);
  purchase->period_num = IntMember(*terms, "period_num").value_or(0);
  const int most = purchase->period_type == kMonths ? kMaxMonths : kMaxYears;
  return purchase->period_num >= 1 && purchase->period_num <= most ? absl::nullopt
                                                                   : Refusal(ItemError(kBadPeriodNum));
}

// The public address of a server without phones, with the bandwidth in it.
Refusal ReadBareAddress(const rapidjson::Value& body, ServerSpec* spec) {
  const rapidjson::Value* const address = FindMember(body, "public_ip");
  if (address == nullptr) return absl::nullopt;
  if (!address->IsObject()) return ItemError(kBadPublicIp);
  if (auto refusal = ReadAddressIds(*address, &spec->has_public_ip)) return refusal;
  const int count = IntMember(*address, "count").value_or(0);
  if (count != 0 && count != 1) return ItemError(kBadPublicIp);
  if (auto refusal = ReadBandwidth(*address, spec)) return refusal;
  if (spec->has_public_ip || count == 0) return absl::nullopt;
  if (!IsAddressType(TextMember(*address, "type").value_or(""))) return ItemError(kBadEip);
  if (!spec->bandwidth.has_value()) return ItemError(kBadBandwidth);
  spec->has_public_ip = true;
  return absl::nullopt;
}

Refusal ReadDataVolume(const rapidjson::Value& body, ServerSpec* spec) {
  const rapidjson::Value* const data = FindMember(body, "data_volume");
  if (data == nullptr) return absl::nullopt;
  spec->data_volume.emplace();
  if (auto refusal = ReadVolume(*data, kMinDataGb, &spec->data_volume->type, &spec->data_volume->size_gb))
    return refusal;
  if (FindMember(*data, "count") == nullptr) return absl::nullopt;
  spec->data_volume_count = IntMember(*data, "count").value_or(0);
  const int most = FindServerModel(spec->server_model_name)->disk_max_num;
  return spec->data_volume_count >= 1 && spec->data_volume_count <= most ? absl::nullopt
                                                                         : Refusal(ItemError(kUnnamed));
}

Refusal ReadPhoneServers(const Call& call, const rapidjson::Value& body, Purchase* purchase) {
  if (auto refusal = ReadOrderedServers(body, purchase)) return refusal;
  if (auto refusal = ReadTerms(body, "extend_param", true, purchase)) return refusal;
  if (auto refusal = ReadServerSpec(call, body, kMinDataGb, &purchase->spec)) return refusal;
  const std::string project = TextMember(body["extend_param"], "enterprise_project_id").value_or("");
  if (!project.empty()) purchase->spec.enterprise_project_id = project;
  return absl::nullopt;
}

Refusal ReadBareServers(const Call&, const rapidjson::Value& body, Purchase* purchase) {
  ServerSpec& spec = purchase->spec;
  if (auto refusal = ReadOrderedServers(body, purchase)) return refusal;
  if (auto refusal = ReadTerms(body, "order_param", false, purchase)) return refusal;
  if (auto refusal = ReadKeyPairName(body, &spec.keypair_name)) return refusal;
  if (spec.keypair_name.empty()) return ItemError(kNoKeyPairName);
  if (auto refusal = ReadSubnet(body, &spec.subnet_id)) return refusal;
  if (auto refusal = ReadBareAddress(body, &spec)) return refusal;
  if (auto refusal = ReadDataVolume(body, &spec)) return refusal;
  // The images of bare servers are of a service that is not here: any is taken for one.
  if (TextMember(body, "image_id").value_or("").size() > kMaxBareImageIdBytes) return ItemError(kBadImageId);
  const std::string project = TextMember(body, "enterprise_project_id").value_or("");
  if (!project.empty()) spec.enterprise_project_id = project;
  return ReadZone(body, &spec);
}

Response Buy(const Call& call, Refusal (*read)(const Call&, const rapidjson::Value&, Purchase*)) {
  rapidjson::Document body;
  if (!ReadObject(*call.body, &body)) return call.Error(kBadServerName);
  Purchase purchase;
  if (const auto refusal = read(call, body, &purchase)) return call.Error(*refusal);
  if (call.world->servers().size() + static_cast<size_t>(purchase.count) > kServerQuota)
    return call.Error(kQuotaExceeded);
  const Order* const order = BuyServers(call.world, purchase);
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.Text("order_id", order->id);
  json.Text("product_id", order->product_id);
  json.BeginList("server_ids");
  for (const OrderItem& item : order->items) json.Item(item.server_id);
  json.EndList();
  return call.Ok(json.Take());
}

}  // namespace

Response BuyPhoneServers(const Call& call) { return Buy(call, &ReadPhoneServers); }
Response BuyBareServers(const Call& call) { return Buy(call, &ReadBareServers); }

}  // namespace cloudphone::simulator
