#ifndef CLOUDPHONE_SERVICE_SIMULATOR_BILLING_BILLING_CALLS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_BILLING_BILLING_CALLS_H_

#include <string>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "service/simulator/billing/billing.h"
#include "service/simulator/call.h"
#include "service/simulator/orders/orders.h"

namespace cloudphone::simulator {

// One billing call and what its answer needs. It is the account's: whatever it names may be in any project.
struct BillingCall {
  const Call& call;  // `id` is the last segment of the path where that is a variable; it has no world.
  absl::Span<const BillingProject> projects;
  const std::string& region;
  const std::string& user;
  bool in_arrears;
};

// An order and the world that it is of; nulls where there is none.
struct FoundOrder {
  World* world = nullptr;
  Order* order = nullptr;
};
FoundOrder FindOrder(const BillingCall& billing, const std::string& id);

// The project that has the server; null where none has.
const BillingProject* ProjectOfServer(const BillingCall& billing, const std::string& server_id);

// When what an order bought ends.
absl::Time ExpiryOf(const Order& order);

// One order, from unpaid to completed; GET.
Response ShowOrder(const BillingCall& billing);
// Pays an unpaid order: 204.
Response PayOrders(const BillingCall& billing);
// Gives up an unpaid order.
Response CancelUnpaidOrder(const BillingCall& billing);
// Pages through what was bought, by order or by id.
Response QueryResources(const BillingCall& billing);
// Ends subscriptions; all of those named or none.
Response UnsubscribeResources(const BillingCall& billing);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_BILLING_BILLING_CALLS_H_
