#include "service/simulator/billing/subscriptions.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace cloudphone::simulator {
namespace {

constexpr int kMonthsOfAYear = 12;

void CompleteRenewal(World* world, const std::string& order_id, const std::string& server_id) {
  Order* const order = world->orders().Find(order_id);
  if (const Server* const server = world->FindServer(server_id)) {
    const std::vector<Order*> paid = OrdersOf(world, *server);
    order->renewal_begin = paid.empty() ? world->now() : ExpiryOf(*paid.back());
  }
  CompleteOrder(world, order_id);
}

// What an order says of the server; null where it says nothing.
OrderItem* ItemOf(Order* order, const Server& server) {
  if (order == nullptr) return nullptr;
  const auto found = std::find_if(order->items.begin(), order->items.end(),
                                  [&](const OrderItem& item) { return item.server_id == server.id; });
  return found == order->items.end() ? nullptr : &*found;
}

}  // namespace

int MonthsOf(const Order& order) {
  return order.period_type == kYears ? order.period_num * kMonthsOfAYear : order.period_num;
}

absl::Time BeginOf(const Order& order) {
  return order.renewal_begin == absl::InfinitePast() ? order.payment_time : order.renewal_begin;
}

absl::Time ExpiryOf(const Order& order) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::CivilSecond from = absl::ToCivilSecond(BeginOf(order), utc);
  const absl::CivilMonth month = absl::CivilMonth(from) + MonthsOf(order);
  return absl::FromCivil(
      absl::CivilSecond(month.year(), month.month(), from.day(), from.hour(), from.minute(), from.second()),
      utc);
}

std::vector<Order*> OrdersOf(World* world, const Server& server) {
  OrderBook& book = world->orders();
  std::vector<Order*> renewals;
  for (const Order& order : book.orders()) {
    Order* const renewal = book.Find(order.id);
    if (order.type == kOrderRenewal && order.status == kOrderCompleted && !order.is_given_up &&
        ItemOf(renewal, server) != nullptr)
      renewals.push_back(renewal);
  }
  std::sort(renewals.begin(), renewals.end(),
            [](const Order* a, const Order* b) { return a->renewal_begin < b->renewal_begin; });
  if (Order* const bought = book.Find(server.order_id)) renewals.insert(renewals.begin(), bought);
  return renewals;
}

Order* Renew(World* world, const Server& server, const Period& period, bool is_auto_pay) {
  Order order;
  order.type = kOrderRenewal;
  order.product_id = server.product_id;
  order.period_type = period.type;
  order.period_num = period.num;
  order.items.push_back({"", "", server.server_model_name, server.id});
  Order* const placed = PlaceOrder(world, std::move(order), false);
  placed->on_paid = [order_id = placed->id, server_id = server.id](World* paid) {
    paid->After(paid->job_duration(),
                [order_id, server_id](World* at_end) { CompleteRenewal(at_end, order_id, server_id); });
  };
  if (is_auto_pay) PayOrder(world, placed);
  return placed;
}

bool IsAutoRenewed(World* world, const Server& server) {
  Order* const bought = world->orders().Find(server.order_id);
  const OrderItem* const item = ItemOf(bought, server);
  return item != nullptr && item->is_auto_renew.value_or(bought->is_auto_renew);
}

bool SetAutoRenewed(World* world, const Server& server, bool is_auto_renewed) {
  OrderItem* const item = ItemOf(world->orders().Find(server.order_id), server);
  if (item == nullptr) return false;
  item->is_auto_renew = is_auto_renewed;
  return true;
}

}  // namespace cloudphone::simulator
