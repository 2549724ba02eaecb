#include "service/simulator/billing/billing.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "service/simulator/billing/billing_calls.h"
#include "service/simulator/billing/billing_errors.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/percent.h"

namespace cloudphone::simulator {
namespace {

// By this a client finds out on which site its account is; what stands in it does not matter here.
Response ListServiceTypes(const BillingCall& billing) {
  JsonAnswer json;
  json.Number("total_count", 1);
  json.BeginList("service_types");
  json.BeginItem();
  json.Text("service_type_code", kServiceType);
  json.Text("service_type_name", "Cloud Phone");
  json.EndObject();
  json.EndList();
  return billing.call.Ok(json.Take());
}

struct BillingRoute {
  const char* method;
  const char* path;  // One that ends in a slash has a variable behind it.
  Response (*serve)(const BillingCall&);
};

constexpr BillingRoute kRoutes[] = {
    {"GET", "/v2/orders/customer-orders", &ListOrders},
    {"GET", "/v2/orders/customer-orders/details/", &ShowOrder},
    {"GET", "/v2/orders/customer-orders/refund-orders", &ShowRefunds},
    {"POST", "/v3/orders/customer-orders/pay", &PayOrders},
    {"PUT", "/v2/orders/customer-orders/cancel", &CancelUnpaidOrder},
    // Spelled so by the vendor.
    {"POST", "/v2/orders/suscriptions/resources/query", &QueryResources},
    {"POST", "/v2/orders/subscriptions/resources/unsubscribe", &UnsubscribeResources},
    {"POST", "/v2/orders/subscriptions/resources/renew", &RenewResources},
    {"POST", "/v2/orders/subscriptions/resources/autorenew/", &StartAutoRenew},
    {"DELETE", "/v2/orders/subscriptions/resources/autorenew/", &StopAutoRenew},
    {"GET", "/v2/products/service-types", &ListServiceTypes},
};

// Whether the path is that of the route; sets what stands for its variable.
bool Matches(const BillingRoute& route, absl::string_view path, std::string* variable) {
  if (!absl::EndsWith(route.path, "/")) return path == route.path;
  if (!absl::ConsumePrefix(&path, route.path)) return false;
  *variable = PercentDecode(path);
  return !path.empty() && !absl::StrContains(path, "/");
}

// The vendor's billing API reference: each call by itself. Unverified: the form of the refusal.
Response Throttled(const RateWindow& window, const std::string& request_id) {
  return ErrorResponse(kThrottled.status, kThrottled.code,
                       absl::StrCat("The throttling threshold has been reached: policy user over "
                                    "ratelimit,limit:",
                                    window.limit(), ",time:1 second"),
                       request_id);
}

// Whether the host that a request names is of another site than the account.
bool IsOtherSite(const Request& request, const std::string& site) {
  const absl::string_view host = request.Header("Host");
  if (absl::StartsWith(host, "bss-intl.")) return site != kInternationalSite;
  // The China site's, or an address, which stands for it.
  return site != kChinaSite;
}

}  // namespace

FoundOrder FindOrder(const BillingCall& billing, const std::string& id) {
  for (const BillingProject& project : billing.projects) {
    if (Order* const order = project.world->orders().Find(id)) return {project.world, order};
  }
  return {};
}

const BillingProject* ProjectOfServer(const BillingCall& billing, const std::string& server_id) {
  const auto found = std::find_if(
      billing.projects.begin(), billing.projects.end(),
      [&](const BillingProject& project) { return project.world->FindServer(server_id) != nullptr; });
  return found == billing.projects.end() ? nullptr : &*found;
}

Billing::Billing(const SimulatorOptions& options)
    : region_(options.region),
      user_(options.user),
      site_(options.billing_site),
      in_arrears_(options.in_arrears),
      windows_(std::size(kRoutes), RateWindow(options.billing_calls_per_second, absl::Seconds(1))) {}

bool Billing::Serves(const Request& request) {
  const absl::string_view path = PathOf(request.target);
  return absl::StartsWith(path, "/v2/orders/") || absl::StartsWith(path, "/v3/orders/") ||
         absl::StartsWith(path, "/v2/products/");
}

Response Billing::Answer(const Request& request, const std::string& request_id,
                         absl::Span<const BillingProject> projects) {
  if (IsOtherSite(request, site_)) return ErrorResponse(kOtherSite, request_id);
  const absl::string_view path = PathOf(request.target);
  bool path_is_known = false;
  for (size_t i = 0; i < std::size(kRoutes); ++i) {
    const BillingRoute& route = kRoutes[i];
    Call call{nullptr, request_id, "", QueryOf(request.target), &request.body};
    if (!Matches(route, path, &call.id)) continue;
    path_is_known = true;
    if (request.method != route.method) continue;
    // All worlds have one time.
    if (!windows_[i].Admit(projects.front().world->now())) return Throttled(windows_[i], request_id);
    return route.serve({call, projects, region_, user_, in_arrears_});
  }
  return ErrorResponse(path_is_known ? kNoMethod : kNoRoute, request_id);
}

}  // namespace cloudphone::simulator
