#ifndef CLOUDPHONE_SERVICE_SIMULATOR_BILLING_SUBSCRIPTIONS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_BILLING_SUBSCRIPTIONS_H_

#include <vector>

#include "absl/time/time.h"
#include "service/simulator/world.h"

namespace cloudphone::simulator {

// For how long an order buys.
int MonthsOf(const Order& order);
// When that begins and ends, of an order that is completed.
absl::Time BeginOf(const Order& order);
absl::Time ExpiryOf(const Order& order);

// The orders whose time a server has: that which bought it, where it is known, then its renewals, but for
// those that are not completed or were given up. The last one's end is the server's.
std::vector<Order*> OrdersOf(World* world, const Server& server);

// So much time.
struct Period {
  int type = kMonths;
  int num = 1;
};
// Orders more time for a server. The order completes `job_duration` after it was paid, and the time begins
// where what the server had then ends.
Order* Renew(World* world, const Server& server, const Period& period, bool is_auto_pay);

// Whether a server is renewed at its end; nothing here ever is, as no subscription ends by itself.
bool IsAutoRenewed(World* world, const Server& server);
// False where no order is known that bought it.
bool SetAutoRenewed(World* world, const Server& server, bool is_auto_renewed);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_BILLING_SUBSCRIPTIONS_H_
