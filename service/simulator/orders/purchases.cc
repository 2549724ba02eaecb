#include "service/simulator/orders/purchases.h"

#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "service/simulator/catalog/catalog.h"

namespace cloudphone::simulator {
namespace {

Server* AddOrderedServer(World* world, const Purchase& purchase, const std::string& name) {
  Server* const server = world->AddServer(name);
  server->availability_zone = Offerings().front().zone;
  ApplySpec(world, purchase.spec, server);
  server->status = kServerUnpaid;
  server->product_id = kProductId;
  server->charging_mode = purchase.charging_mode;
  return server;
}

void Install(World* world, const ServerSpec& spec, const std::string& server_id) {
  Server* const server = world->FindServer(server_id);
  if (server == nullptr) return;
  server->status = kServerInstalling;
  AddPhonesOf(world, spec, server);
  for (Phone& phone : world->mutable_phones()) {
    if (phone.server_id == server_id) phone.status = kPhoneCreating;
  }
}

void HandOver(World* world, const std::string& server_id) {
  Server* const server = world->FindServer(server_id);
  if (server == nullptr) return;
  server->status = kServerRunning;
  server->update_time = world->now();
  for (Phone& phone : world->mutable_phones()) {
    if (phone.server_id != server_id) continue;
    phone.status = kPhoneRunning;
    phone.update_time = world->now();
  }
}

void Deliver(World* world, const ServerSpec& spec, const std::string& order_id,
             const std::vector<std::string>& server_ids) {
  for (const std::string& id : server_ids) {
    if (Server* const server = world->FindServer(id)) server->status = kServerOrdered;
  }
  world->After(world->job_duration() / 2, [spec, server_ids](World* later) {
    for (const std::string& id : server_ids) Install(later, spec, id);
  });
  world->After(world->job_duration(), [order_id, server_ids](World* at_end) {
    for (const std::string& id : server_ids) HandOver(at_end, id);
    CompleteOrder(at_end, order_id);
  });
}

}  // namespace

Order* BuyServers(World* world, const Purchase& purchase) {
  Order order;
  order.product_id = kProductId;
  order.period_type = purchase.period_type;
  order.period_num = purchase.period_num;
  order.is_auto_renew = purchase.is_auto_renew;
  std::vector<std::string> server_ids;
  for (int i = 1; i <= purchase.count; ++i) {
    const std::string name =
        purchase.count == 1 ? purchase.server_name : absl::StrFormat("%s-%04d", purchase.server_name, i);
    server_ids.push_back(AddOrderedServer(world, purchase, name)->id);
    order.items.push_back({"", "", purchase.spec.server_model_name, server_ids.back()});
  }
  order.on_cancelled = [server_ids](World* cancelled) {
    for (const std::string& id : server_ids) cancelled->RemoveServer(id);
  };
  Order* const placed = PlaceOrder(world, std::move(order), false);
  placed->on_paid = [spec = purchase.spec, id = placed->id, server_ids](World* paid) {
    Deliver(paid, spec, id, server_ids);
  };
  for (const std::string& id : server_ids) world->FindServer(id)->order_id = placed->id;
  if (purchase.is_auto_pay) PayOrder(world, placed);
  return placed;
}

}  // namespace cloudphone::simulator
