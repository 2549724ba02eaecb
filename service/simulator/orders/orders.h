#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ORDERS_ORDERS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ORDERS_ORDERS_H_

#include <list>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/simulator/agenda.h"

namespace cloudphone::simulator {

// The numbers of the vendor's billing API reference.
enum OrderStatus { kOrderProcessing = 3, kOrderCancelled = 4, kOrderCompleted = 5, kOrderUnpaid = 6 };
enum OrderType { kOrderNew = 1, kOrderRenewal = 2, kOrderChange = 3, kOrderUnsubscribe = 4 };
enum PeriodType { kMonths = 2, kYears = 3 };

// One thing that is bought.
struct OrderItem {
  std::string id;
  std::string product_id;
  std::string spec;                                    // The server model.
  std::string server_id;                               // The resource.
  absl::optional<bool> is_auto_renew = absl::nullopt;  // Where it was set for this one alone.
};

struct Order {
  std::string id;  // As CS1710111105S8IPB.
  OrderType type = kOrderNew;
  int status = kOrderUnpaid;
  std::string product_id;
  std::vector<OrderItem> items;
  int period_type = kMonths;
  int period_num = 1;
  bool is_auto_renew = false;
  absl::Time create_time = {};
  absl::Time payment_time = absl::InfinitePast();  // Not yet.
  // Of a renewal that is completed: when its time begins, and whether it was given up since.
  absl::Time renewal_begin = absl::InfinitePast();
  bool is_given_up = false;
  // Of an unsubscription: whose money comes back.
  std::vector<std::string> base_order_ids = {};
  // What a payment sets off, and what a cancellation undoes; it runs once.
  Agenda::Event on_paid = nullptr;
  Agenda::Event on_cancelled = nullptr;
};

// All orders there ever were. Pointers to them hold.
class OrderBook {
 public:
  // The newest first.
  const std::list<Order>& orders() const { return orders_; }
  Order* Add(Order order);
  // Null where there is none.
  Order* Find(const std::string& id);

 private:
  std::list<Order> orders_;
};

// Keeps the order, with an id, and pays it at once where `is_auto_pay`; else it waits for PayOrder.
Order* PlaceOrder(World* world, Order order, bool is_auto_pay);

// The following serve the billing calls, and tests. False where the order is not waiting for its payment.
bool PayOrder(World* world, Order* order);
bool CancelOrder(World* world, Order* order);

// The work of an order is done.
void CompleteOrder(World* world, const std::string& order_id);

// Why a server is not unsubscribed.
enum class UnsubscribeRefusal { kNone, kUnknown, kBusy };
// Whether the server can be unsubscribed: it is paid and there, and no other work holds it.
UnsubscribeRefusal RefuseUnsubscribe(World* world, const std::string& server_id);
// Gives up a server for which that said kNone: its order, which completes when the server is gone. Until then
// the server is shown in state 6.
Order* Unsubscribe(World* world, const std::string& server_id);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ORDERS_ORDERS_H_
