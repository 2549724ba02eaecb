#ifndef CLOUDPHONE_SERVICE_SIMULATOR_BILLING_BILLING_CALLS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_BILLING_BILLING_CALLS_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "rapidjson/document.h"
#include "service/simulator/billing/billing.h"
#include "service/simulator/call.h"

namespace cloudphone::simulator {

// Unverified: the vendor's codes of the service and of a server.
inline constexpr char kServiceType[] = "hws.service.type.cph";
inline constexpr char kResourceType[] = "hws.resource.type.cph";

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

// Reads what resources a body names: texts, each once and none empty; false where it is no such list or
// longer than `most`. Absent, it names none.
bool ReadResourceIds(const rapidjson::Value& body, size_t most, std::vector<std::string>* ids);

// Pages through all orders, or those of a status or type, the newest first.
Response ListOrders(const BillingCall& billing);
// One order, from unpaid to completed; GET.
Response ShowOrder(const BillingCall& billing);
// What an unsubscription gave back, order by order.
Response ShowRefunds(const BillingCall& billing);
// Pays an unpaid order: 204.
Response PayOrders(const BillingCall& billing);
// Gives up an unpaid order.
Response CancelUnpaidOrder(const BillingCall& billing);
// Pages through what was bought, by order or by id.
Response QueryResources(const BillingCall& billing);
// Ends subscriptions; all of those named or none.
Response UnsubscribeResources(const BillingCall& billing);
// Orders more time for subscriptions; for all of those named or none.
Response RenewResources(const BillingCall& billing);
// Whether a subscription is renewed when it ends: 204.
Response StartAutoRenew(const BillingCall& billing);
Response StopAutoRenew(const BillingCall& billing);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_BILLING_BILLING_CALLS_H_
