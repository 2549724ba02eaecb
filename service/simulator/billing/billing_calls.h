#ifndef CLOUDPHONE_SERVICE_SIMULATOR_BILLING_BILLING_CALLS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_BILLING_BILLING_CALLS_H_

#include <string>

#include "absl/time/time.h"
#include "service/simulator/call.h"
#include "service/simulator/orders/orders.h"

namespace cloudphone::simulator {

// One billing call and what its answer needs.
struct BillingCall {
  const Call& call;  // `id` is the last segment of the path where that is a variable.
  const std::string& region;
  const std::string& user;
  bool in_arrears;
};

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
