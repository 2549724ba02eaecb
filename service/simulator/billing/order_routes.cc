// Orders: looked at, paid, given up. bss.md, sections 3 and 5.

#include "absl/strings/str_cat.h"
#include "service/simulator/billing/billing_calls.h"
#include "service/simulator/billing/billing_errors.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/world.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxOrderIdBytes = 64;
constexpr int kMaxPage = 100;
constexpr int kDefaultPage = 10;
// Invented, as is how long an order waits for its payment.
constexpr int kPriceOfAMonth = 1000;
constexpr absl::Duration kPaymentTime = absl::Hours(7 * 24);
constexpr int kMonthsOfAYear = 12;

int MonthsOf(const Order& order) {
  return order.period_type == kYears ? order.period_num * kMonthsOfAYear : order.period_num;
}

// Negative where money comes back.
int PriceOf(const Order& order) {
  if (order.type == kOrderUnsubscribe) return 0;
  return kPriceOfAMonth * MonthsOf(order) * static_cast<int>(order.items.size());
}

void WriteAmount(int amount, JsonAnswer* json) {
  json->Number("amount_after_discount", amount);
  json->Number("official_amount", amount);
  json->Number("measure_id", 1);
  json->Text("currency", "CNY");
}

void WriteOrder(const Order& order, const std::string& user, JsonAnswer* json) {
  json->BeginObject("order_info");
  json->Text("order_id", order.id);
  json->Text("customer_id", kDomainId);
  json->Text("service_type_code", "hws.service.type.cph");
  json->Text("service_type_name", "Cloud Phone");
  json->Number("source_type", 1);
  json->Number("status", order.status);
  json->Number("order_type", order.type);
  WriteAmount(PriceOf(order), json);
  json->Time("create_time", order.create_time);
  if (order.payment_time != absl::InfinitePast()) json->Time("payment_time", order.payment_time);
  if (order.status == kOrderUnpaid) json->Time("pending_payment_end_time", order.create_time + kPaymentTime);
  json->Text("user_name", user);
  json->EndObject();
}

void WriteItem(const Order& order, const OrderItem& item, JsonAnswer* json) {
  json->BeginItem();
  json->Text("order_line_item_id", item.id);
  json->Text("product_id", item.product_id);
  json->Text("product_spec_desc", item.spec);
  json->Number("period_type", order.period_type);
  json->Number("period_num", order.period_num);
  if (order.status == kOrderCompleted) {
    json->Time("effective_time", order.payment_time);
    json->Time("expire_time", ExpiryOf(order));
  }
  json->Number("subscription_num", 1);
  WriteAmount(PriceOf(order) / static_cast<int>(order.items.size()), json);
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

absl::Time ExpiryOf(const Order& order) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::CivilSecond from = absl::ToCivilSecond(order.payment_time, utc);
  const absl::CivilMonth month = absl::CivilMonth(from) + MonthsOf(order);
  return absl::FromCivil(
      absl::CivilSecond(month.year(), month.month(), from.day(), from.hour(), from.minute(), from.second()),
      utc);
}

Response ShowOrder(const BillingCall& billing) {
  const absl::optional<Page> page = ReadPage(billing.call, kMaxPage, kDefaultPage);
  if (!page.has_value() || billing.call.id.size() > kMaxOrderIdBytes)
    return billing.call.Error(kInvalidBillingParameter);
  const Order* const order = FindOrder(billing, billing.call.id).order;
  if (order == nullptr) return billing.call.Error(kNoOrder);
  JsonAnswer json;
  json.Number("total_count", static_cast<int64_t>(order->items.size()));
  WriteOrder(*order, billing.user, &json);
  json.BeginList("order_line_items");
  for (const OrderItem& item : CutPage(order->items, *page)) WriteItem(*order, item, &json);
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
