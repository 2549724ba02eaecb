// Orders: looked at, paid, given up. The vendor's billing API reference.

#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "service/simulator/billing/billing_calls.h"
#include "service/simulator/billing/billing_errors.h"
#include "service/simulator/billing/subscriptions.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/world.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxOrderIdBytes = 64;
constexpr int kMaxPage = 100;
constexpr int kDefaultPage = 10;
// The vendor's billing API reference; most of them no order here is ever in.
constexpr int kStatuses[] = {1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13};
constexpr int kTypes[] = {1, 2, 3, 4, 10, 11, 13, 14, 15};
// Invented, as is how long an order waits for its payment.
constexpr int kPriceOfAMonth = 1000;
constexpr absl::Duration kPaymentTime = absl::Hours(7 * 24);

int PriceOfItem(const Order& order) { return kPriceOfAMonth * MonthsOf(order); }

// Negative where money comes back: all that was paid, however much of its time is over.
int PriceOf(World* world, const Order& order) {
  if (order.type != kOrderUnsubscribe) return PriceOfItem(order) * static_cast<int>(order.items.size());
  int price = 0;
  for (const std::string& id : order.base_order_ids) price -= PriceOfItem(*world->orders().Find(id));
  return price;
}

void WriteAmount(int amount, JsonAnswer* json) {
  json->Number("amount_after_discount", amount);
  json->Number("official_amount", amount);
  json->Text("currency", "CNY");
}

void WriteService(JsonAnswer* json) {
  json->Text("service_type_code", kServiceType);
  json->Text("service_type_name", "Cloud Phone");
}

void WriteOrder(World* world, const Order& order, const std::string& user, JsonAnswer* json) {
  json->Text("order_id", order.id);
  json->Text("customer_id", kDomainId);
  WriteService(json);
  json->Number("source_type", 1);
  json->Number("status", order.status);
  json->Number("order_type", order.type);
  WriteAmount(PriceOf(world, order), json);
  json->Number("measure_id", 1);
  json->Time("create_time", order.create_time);
  if (order.payment_time != absl::InfinitePast()) json->Time("payment_time", order.payment_time);
  if (order.status == kOrderUnpaid) json->Time("pending_payment_end_time", order.create_time + kPaymentTime);
  json->Text("user_name", user);
}

void WriteItem(World* world, const Order& order, const OrderItem& item, JsonAnswer* json) {
  json->BeginItem();
  json->Text("order_line_item_id", item.id);
  WriteService(json);
  json->Text("product_id", item.product_id);
  json->Text("product_spec_desc", item.spec);
  json->Number("period_type", order.period_type);
  json->Number("period_num", order.period_num);
  if (order.status == kOrderCompleted) {
    json->Time("effective_time", BeginOf(order));
    json->Time("expire_time", ExpiryOf(order));
  }
  json->Number("subscription_num", 1);
  WriteAmount(PriceOf(world, order) / static_cast<int>(order.items.size()), json);
  json->EndObject();
}

// What comes back of an order. The unit is a text here, and a number in orders: the vendor's clients refuse
// the whole answer otherwise. Invented: the id.
void WriteRefund(const std::string& refund_id, const Order& base, const std::string& region,
                 JsonAnswer* json) {
  json->BeginItem();
  json->Text("id", absl::StrCat(refund_id, "-", base.id));
  json->Number("amount", -PriceOfItem(base));
  json->Text("measure_id", "1");
  json->Text("customer_id", kDomainId);
  json->Text("resource_type_code", kResourceType);
  WriteService(json);
  json->Text("region_code", region);
  json->Text("base_order_id", base.id);
  json->EndObject();
}

// The order that the body names; nulls, and why not.
FoundOrder ReadOrder(const BillingCall& billing, rapidjson::Document* body, const VendorError** error) {
  *error = &kBadBillingParameter;
  if (!ReadObject(*billing.call.body, body)) return {};
  const absl::optional<std::string> id = TextMember(*body, "order_id");
  if (!id.has_value() || id->empty() || id->size() > kMaxOrderIdBytes) return {};
  *error = &kNoOrder;
  return FindOrder(billing, *id);
}

}  // namespace

Response ListOrders(const BillingCall& billing) {
  const Call& call = billing.call;
  const absl::optional<Page> page = ReadPage(call, kMaxPage, kDefaultPage);
  absl::optional<int> status;
  absl::optional<int> type;
  if (!page.has_value() || !ReadFilter(call, "status", kStatuses, &status) ||
      !ReadFilter(call, "order_type", kTypes, &type))
    return call.Error(kInvalidBillingParameter);
  const std::string id = call.Query("order_id").value_or("");
  std::vector<FoundOrder> selected;
  for (const BillingProject& project : billing.projects) {
    for (const Order& order : project.world->orders().orders()) {
      if ((id.empty() || order.id == id) && order.status == status.value_or(order.status) &&
          order.type == type.value_or(order.type))
        selected.push_back({project.world, project.world->orders().Find(order.id)});
    }
  }
  absl::c_stable_sort(selected, [](const FoundOrder& a, const FoundOrder& b) {
    return a.order->create_time > b.order->create_time;
  });
  JsonAnswer json;
  json.Number("total_count", static_cast<int64_t>(selected.size()));
  json.BeginList("order_infos");
  for (const FoundOrder& found : CutPage(selected, *page)) {
    json.BeginItem();
    WriteOrder(found.world, *found.order, billing.user, &json);
    json.EndObject();
  }
  json.EndList();
  return call.Ok(json.Take());
}

Response ShowOrder(const BillingCall& billing) {
  const absl::optional<Page> page = ReadPage(billing.call, kMaxPage, kDefaultPage);
  if (!page.has_value() || billing.call.id.size() > kMaxOrderIdBytes)
    return billing.call.Error(kInvalidBillingParameter);
  const auto [world, order] = FindOrder(billing, billing.call.id);
  if (order == nullptr) return billing.call.Error(kNoOrder);
  JsonAnswer json;
  json.Number("total_count", static_cast<int64_t>(order->items.size()));
  json.BeginObject("order_info");
  WriteOrder(world, *order, billing.user, &json);
  json.EndObject();
  json.BeginList("order_line_items");
  for (const OrderItem& item : CutPage(order->items, *page)) WriteItem(world, *order, item, &json);
  json.EndList();
  return billing.call.Ok(json.Take());
}

Response ShowRefunds(const BillingCall& billing) {
  const std::string id = billing.call.Query("order_id").value_or("");
  if (id.empty() || id.size() > kMaxOrderIdBytes) return billing.call.Error(kBadBillingParameter);
  const auto [world, order] = FindOrder(billing, id);
  if (order == nullptr) return billing.call.Error(kNoOrder);
  if (order->type != kOrderUnsubscribe) return billing.call.Error(kNoRefund);
  JsonAnswer json;
  json.Number("total_count", static_cast<int64_t>(order->base_order_ids.size()));
  json.BeginList("refund_infos");
  for (const std::string& base : order->base_order_ids)
    WriteRefund(order->id, *world->orders().Find(base), billing.region, &json);
  json.EndList();
  return billing.call.Ok(json.Take());
}

Response PayOrders(const BillingCall& billing) {
  rapidjson::Document body;
  const VendorError* error = nullptr;
  const auto [world, order] = ReadOrder(billing, &body, &error);
  if (order == nullptr) return billing.call.Error(*error);
  for (const char* name : {"use_coupon", "use_discount"}) {
    const absl::optional<std::string> use = TextMember(body, name);
    if (!use.has_value() || (*use != "NO" && *use != "YES")) return billing.call.Error(kBadBillingParameter);
  }
  if (order->status != kOrderUnpaid) return billing.call.Error(kNotPayable);
  if (billing.in_arrears) return billing.call.Error(kNoMoney);
  PayOrder(world, order);
  return billing.call.NoContent();
}

Response CancelUnpaidOrder(const BillingCall& billing) {
  rapidjson::Document body;
  const VendorError* error = nullptr;
  const auto [world, order] = ReadOrder(billing, &body, &error);
  if (order == nullptr) return billing.call.Error(*error);
  if (!CancelOrder(world, order)) return billing.call.Error(kNotCancellable);
  // Unverified: whether the vendor answers 200 or 204.
  return billing.call.NoContent();
}

}  // namespace cloudphone::simulator
