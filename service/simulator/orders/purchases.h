#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ORDERS_PURCHASES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ORDERS_PURCHASES_H_

#include <string>

#include "service/simulator/servers/server_spec.h"

namespace cloudphone::simulator {

// What is ordered, and on what terms.
struct Purchase {
  ServerSpec spec;
  std::string server_name;
  int count = 1;
  int charging_mode = kSubscription;
  int period_type = kMonths;
  int period_num = 1;
  bool is_auto_renew = false;
  bool is_auto_pay = false;
};

// The same product stands for everything that can be bought.
constexpr char kProductId[] = "00301-25217-0--0";

// Orders servers. They are shown at once: waiting for the payment in state 0, then in 1, from half of the
// longest job's time in 3 with phones that are being created, and at its end in 5, when the order is
// completed. A cancelled order takes them away. Several are called NAME-0001 and so on; one has the name as
// it is.
Order* BuyServers(World* world, const Purchase& purchase);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ORDERS_PURCHASES_H_
