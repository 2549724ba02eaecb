// What was bought: looked for, and given up. The vendor's billing API reference.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/simulator/billing/billing_calls.h"
#include "service/simulator/billing/billing_errors.h"
#include "service/simulator/billing/subscriptions.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/world.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxUnsubscribed = 10;
constexpr size_t kMaxAsked = 50;
constexpr int kDefaultPage = 10;
constexpr int kMaxPage = 500;
enum ResourceStatus { kInUse = 2, kClosed = 3 };
enum ExpirePolicy { kEnds = 0, kRenewed = 3 };
enum UnsubscribeType { kWhole = 1, kRenewedPeriods = 2 };

int StatusOf(const Server& server) { return server.status == kServerDeleted ? kClosed : kInUse; }

// When a subscription ends, where that is known.
absl::optional<absl::Time> EndOf(World* world, const Server& server) {
  const std::vector<Order*> paid = OrdersOf(world, server);
  return paid.empty() ? absl::nullopt : absl::make_optional(ExpiryOf(*paid.back()));
}

// What the caller looks for; what is not set selects everything.
struct ResourceFilter {
  std::vector<std::string> ids;
  std::string order_id;
  std::string service_type;
  std::vector<int> statuses;
  absl::Time ends_from = absl::InfinitePast();
  absl::Time ends_until = absl::InfiniteFuture();

  bool Selects(World* world, const Server& server) const {
    if (server.charging_mode != kSubscription || IsComing(server)) return false;
    if (!ids.empty() && std::find(ids.begin(), ids.end(), server.id) == ids.end()) return false;
    if (!order_id.empty() && server.order_id != order_id) return false;
    if (!service_type.empty() && service_type != kServiceType) return false;
    const absl::Time end = EndOf(world, server).value_or(absl::InfiniteFuture());
    if (end < ends_from || end > ends_until) return false;
    return statuses.empty() ||
           std::find(statuses.begin(), statuses.end(), StatusOf(server)) != statuses.end();
  }
};

// False where it is there and no time as the vendor writes it.
bool ReadTime(const rapidjson::Value& body, const char* name, absl::Time* time) {
  const std::string text = TextMember(body, name).value_or("");
  return text.empty() || absl::ParseTime("%Y-%m-%dT%H:%M:%SZ", text, time, nullptr);
}

// False where the body is not as documented.
bool ReadResourceQuery(const rapidjson::Value& body, ResourceFilter* filter, Page* page) {
  if (!ReadResourceIds(body, kMaxAsked, &filter->ids)) return false;
  filter->order_id = TextMember(body, "order_id").value_or("");
  filter->service_type = TextMember(body, "service_type_code").value_or("");
  if (!ReadTime(body, "expire_time_begin", &filter->ends_from) ||
      !ReadTime(body, "expire_time_end", &filter->ends_until))
    return false;
  if (const rapidjson::Value* const list = FindMember(body, "status_list")) {
    if (!list->IsArray()) return false;
    for (const rapidjson::Value& status : list->GetArray()) {
      if (!status.IsInt()) return false;
      filter->statuses.push_back(status.GetInt());
    }
  }
  const int offset = IntMember(body, "offset").value_or(0);
  const int limit = IntMember(body, "limit").value_or(kDefaultPage);
  if (offset < 0 || limit < 1 || limit > kMaxPage) return false;
  *page = {static_cast<size_t>(offset), static_cast<size_t>(limit)};
  return true;
}

struct BoughtServer {
  const BillingProject* project;
  const Server* server;
};

void WriteResource(const BoughtServer& bought, const std::string& region, JsonAnswer* json) {
  const Server& server = *bought.server;
  json->BeginItem();
  json->Text("id", server.id);
  json->Text("resource_id", server.id);
  json->Text("resource_name", server.name);
  json->Text("region_code", region);
  json->Text("service_type_code", kServiceType);
  json->Text("resource_type_code", kResourceType);
  json->Text("resource_spec_code", server.server_model_name);
  json->Text("project_id", bought.project->project_id);
  json->Text("product_id", server.product_id);
  json->Number("is_main_resource", 1);
  json->Number("status", StatusOf(server));
  json->Time("effective_time", server.create_time);
  World* const world = bought.project->world;
  if (const absl::optional<absl::Time> end = EndOf(world, server)) {
    json->Time("expire_time", *end);
    json->Number("expire_policy", IsAutoRenewed(world, server) ? kRenewed : kEnds);
  }
  json->EndObject();
}

// Why not all of them can be unsubscribed, or null.
const VendorError* RefuseAll(const BillingCall& billing, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    const BillingProject* const project = ProjectOfServer(billing, id);
    if (project == nullptr) return &kNotUnsubscribable;
    const UnsubscribeRefusal refusal = RefuseUnsubscribe(project->world, id);
    if (refusal == UnsubscribeRefusal::kUnknown) return &kNotUnsubscribable;
    if (refusal == UnsubscribeRefusal::kBusy) return &kResourceBusy;
  }
  return nullptr;
}

// Gives up the periods that a server was renewed for: an order, and nothing else.
Order* UnsubscribeRenewals(World* world, const Server& server) {
  Order order;
  order.type = kOrderUnsubscribe;
  order.product_id = server.product_id;
  order.items.push_back({"", "", server.server_model_name, server.id});
  for (Order* const paid : OrdersOf(world, server)) {
    if (paid->type != kOrderRenewal) continue;
    paid->is_given_up = true;
    order.base_order_ids.push_back(paid->id);
  }
  Order* const placed = PlaceOrder(world, std::move(order), true);
  placed->status = kOrderCompleted;
  return placed;
}

// Gives up all of it.
Order* UnsubscribeWhole(World* world, const Server& server) {
  std::vector<std::string> base_order_ids;
  for (const Order* const paid : OrdersOf(world, server)) base_order_ids.push_back(paid->id);
  Order* const placed = Unsubscribe(world, server.id);
  placed->base_order_ids = std::move(base_order_ids);
  return placed;
}

}  // namespace

bool ReadResourceIds(const rapidjson::Value& body, size_t most, std::vector<std::string>* ids) {
  const rapidjson::Value* const list = FindMember(body, "resource_ids");
  if (list == nullptr) return true;
  if (!list->IsArray() || list->Size() > most) return false;
  for (const rapidjson::Value& one : list->GetArray()) {
    if (!one.IsString() || one.GetStringLength() == 0) return false;
    const std::string id(ViewOf(one));
    if (std::find(ids->begin(), ids->end(), id) != ids->end()) return false;
    ids->push_back(id);
  }
  return true;
}

Response QueryResources(const BillingCall& billing) {
  rapidjson::Document body;
  ResourceFilter filter;
  Page page;
  if (!ReadObject(*billing.call.body, &body) || !ReadResourceQuery(body, &filter, &page))
    return billing.call.Error(kBadBillingParameter);
  std::vector<BoughtServer> selected;
  for (const BillingProject& project : billing.projects) {
    for (const Server& server : project.world->servers()) {
      if (filter.Selects(project.world, server)) selected.push_back({&project, &server});
    }
  }
  JsonAnswer json;
  json.BeginList("data");
  for (const BoughtServer& bought : CutPage(selected, page)) WriteResource(bought, billing.region, &json);
  json.EndList();
  json.Number("total_count", static_cast<int64_t>(selected.size()));
  return billing.call.Ok(json.Take());
}

Response UnsubscribeResources(const BillingCall& billing) {
  rapidjson::Document body;
  std::vector<std::string> ids;
  if (!ReadObject(*billing.call.body, &body) || !ReadResourceIds(body, kMaxUnsubscribed, &ids) || ids.empty())
    return billing.call.Error(kBadBillingParameter);
  const int type = IntMember(body, "unsubscribe_type").value_or(0);
  if (type != kWhole && type != kRenewedPeriods) return billing.call.Error(kInvalidBillingParameter);
  // Unverified: that one which cannot go keeps all others, too.
  if (const VendorError* const refused = RefuseAll(billing, ids)) return billing.call.Error(*refused);
  JsonAnswer json;
  json.BeginList("order_ids");
  for (const std::string& id : ids) {
    World* const world = ProjectOfServer(billing, id)->world;
    const Server& server = *world->FindServer(id);
    json.Item((type == kWhole ? UnsubscribeWhole(world, server) : UnsubscribeRenewals(world, server))->id);
  }
  json.EndList();
  json.BeginList("fail_resource_infos");
  json.EndList();
  return billing.call.Ok(json.Take());
}

}  // namespace cloudphone::simulator
