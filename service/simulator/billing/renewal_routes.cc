// More time for what was bought. The vendor's billing API reference.

#include <string>
#include <vector>

#include "service/simulator/billing/billing_calls.h"
#include "service/simulator/billing/billing_errors.h"
#include "service/simulator/billing/subscriptions.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/request_body.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxRenewed = 10;
constexpr int kMaxMonths = 11;
constexpr int kMaxYears = 3;

// False where it is none that can be bought.
bool ReadPeriod(const rapidjson::Value& body, Period* period) {
  period->type = IntMember(body, "period_type").value_or(0);
  period->num = IntMember(body, "period_num").value_or(0);
  if (period->type != kMonths && period->type != kYears) return false;
  return period->num >= 1 && period->num <= (period->type == kMonths ? kMaxMonths : kMaxYears);
}

// Where a subscription is that lasts; null where it is none. One that other work holds can be renewed all the
// same.
World* WorldOfSubscribed(const BillingCall& billing, const std::string& id) {
  const BillingProject* const project = ProjectOfServer(billing, id);
  if (project == nullptr || RefuseUnsubscribe(project->world, id) == UnsubscribeRefusal::kUnknown)
    return nullptr;
  return project->world;
}

Response SetAutoRenew(const BillingCall& billing, bool is_auto_renewed) {
  const std::string& id = billing.call.id;
  World* const world = WorldOfSubscribed(billing, id);
  if (world == nullptr || !SetAutoRenewed(world, *world->FindServer(id), is_auto_renewed))
    return billing.call.Error(kNotRenewable);
  return billing.call.NoContent();
}

}  // namespace

Response RenewResources(const BillingCall& billing) {
  rapidjson::Document body;
  std::vector<std::string> ids;
  if (!ReadObject(*billing.call.body, &body) || !ReadResourceIds(body, kMaxRenewed, &ids) || ids.empty())
    return billing.call.Error(kBadBillingParameter);
  Period period;
  const int is_auto_pay = IntMember(body, "is_auto_pay").value_or(0);
  if (!ReadPeriod(body, &period) || (is_auto_pay != 0 && is_auto_pay != 1))
    return billing.call.Error(kInvalidBillingParameter);
  for (const std::string& id : ids) {
    if (WorldOfSubscribed(billing, id) == nullptr) return billing.call.Error(kNotRenewable);
  }
  if (is_auto_pay == 1 && billing.in_arrears) return billing.call.Error(kNoMoney);
  JsonAnswer json;
  json.BeginList("order_ids");
  // Unverified: that each has an order of its own.
  for (const std::string& id : ids) {
    World* const world = WorldOfSubscribed(billing, id);
    json.Item(Renew(world, *world->FindServer(id), period, is_auto_pay == 1)->id);
  }
  json.EndList();
  return billing.call.Ok(json.Take());
}

Response StartAutoRenew(const BillingCall& billing) { return SetAutoRenew(billing, true); }

Response StopAutoRenew(const BillingCall& billing) { return SetAutoRenew(billing, false); }

}  // namespace cloudphone::simulator
