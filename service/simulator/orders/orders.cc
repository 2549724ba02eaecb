#include "service/simulator/orders/orders.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "service/simulator/world.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kIdTailBytes = 5;

// "CS", the time to the minute, and what makes it unique.
std::string NewOrderId(World* world) {
  return absl::StrCat("CS", absl::FormatTime("%y%m%d%H%M", world->now(), absl::UTCTimeZone()),
                      absl::AsciiStrToUpper(world->NewId().substr(0, kIdTailBytes)));
}

// Runs an event that may be none.
void Run(Agenda::Event* event, World* world) {
  if (*event != nullptr) std::move (*event)(world);
  *event = nullptr;
}

}  // namespace

Order* OrderBook::Add(Order order) {
  orders_.push_front(std::move(order));
  return &orders_.front();
}

Order* OrderBook::Find(const std::string& id) {
  const auto found =
      std::find_if(orders_.begin(), orders_.end(), [&](const Order& one) { return one.id == id; });
  return found == orders_.end() ? nullptr : &*found;
}

Order* PlaceOrder(World* world, Order order, bool is_auto_pay) {
  if (order.id.empty()) order.id = NewOrderId(world);
  order.create_time = world->now();
  for (OrderItem& item : order.items) {
    item.id = world->NewId();
    item.product_id = order.product_id;
  }
  Order* const placed = world->orders().Add(std::move(order));
  if (is_auto_pay) PayOrder(world, placed);
  return placed;
}

bool PayOrder(World* world, Order* order) {
  if (order->status != kOrderUnpaid) return false;
  order->status = kOrderProcessing;
  order->payment_time = world->now();
  Run(&order->on_paid, world);
  return true;
}

bool CancelOrder(World* world, Order* order) {
  if (order->status != kOrderUnpaid) return false;
  order->status = kOrderCancelled;
  Run(&order->on_cancelled, world);
  return true;
}

void CompleteOrder(World* world, const std::string& order_id) {
  if (Order* const order = world->orders().Find(order_id)) order->status = kOrderCompleted;
}

UnsubscribeRefusal RefuseUnsubscribe(World* world, const std::string& server_id) {
  const Server* const server = world->FindServer(server_id);
  // Unverified: that a server which is not ready yet counts as not synchronised, as an unknown one does.
  if (server == nullptr || server->charging_mode != kSubscription || IsComing(*server))
    return UnsubscribeRefusal::kUnknown;
  if (server->status == kServerDeleted) return UnsubscribeRefusal::kUnknown;
  return server->job_id.empty() ? UnsubscribeRefusal::kNone : UnsubscribeRefusal::kBusy;
}

Order* Unsubscribe(World* world, const std::string& server_id) {
  Server* const server = world->FindServer(server_id);
  Order order;
  order.type = kOrderUnsubscribe;
  order.product_id = server->product_id;
  order.items.push_back({"", "", server->server_model_name, server_id});
  Order* const placed = PlaceOrder(world, std::move(order), true);
  server->status = kServerDeleted;
  server->job_id = placed->id;
  server->update_time = world->now();
  world->After(world->job_duration(), [server_id, order_id = placed->id](World* at_end) {
    at_end->RemoveServer(server_id);
    CompleteOrder(at_end, order_id);
  });
  return placed;
}

}  // namespace cloudphone::simulator
