#include "service/simulator/servers/scheduled_event_routes.h"

#include "absl/algorithm/container.h"
#include "service/simulator/http/marked_page.h"
#include "service/simulator/http/request_body.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxEventPage = 100;
constexpr int kDefaultEventPage = 10;
constexpr size_t kMaxEventIdBytes = 36;
constexpr absl::Duration kLeastNotice = absl::Minutes(5);
constexpr const char* kStates[] = {kEventInquiring, kEventScheduled, kEventExecuting,
                                   kEventCompleted, "failed",        "canceled"};
constexpr const char* kTypes[] = {kDiskRecovery, kSystemMaintenance};
constexpr char kTimeFormat[] = "%Y-%m-%dT%H:%M:%SZ";

// An event as the list has it, with its server.
struct EventRow {
  const ScheduledEvent* event;
  const Server* server;  // Null where it is gone.
};

void WriteTime(const char* name, absl::Time time, JsonAnswer* json) {
  time == absl::InfiniteFuture() ? json->Text(name, "") : json->Time(name, time);
}

void WriteEvent(const EventRow& row, JsonAnswer* json) {
  const ScheduledEvent& event = *row.event;
  json->Text("event_id", event.id);
  json->Text("server_id", event.server_id);
  json->Text("server_name", row.server == nullptr ? "" : row.server->name);
  json->Text("server_model_name", row.server == nullptr ? "" : row.server->server_model_name);
  json->Number("server_state", row.server == nullptr ? kServerDeleted : row.server->status);
  json->Text("type", event.type);
  json->Text("authorization_type", event.authorization_type);
  json->Text("state", event.state);
  json->Time("publish_time", event.publish_time);
  WriteTime("start_time", event.start_time, json);
  WriteTime("finish_time", event.finish_time, json);
  json->Time("not_before", event.not_before);
  json->Time("not_after", event.not_after);
  json->Time("not_before_deadline", event.not_before_deadline);
  json->Text("description", event.description);
}

std::string EventMarker(const EventRow& row) { return row.event->id; }

// A bound of the publish time; an absent or empty one is `otherwise`. False where it is no time. Unverified:
// the form, and the code.
bool ReadBound(const Call& call, absl::string_view name, absl::Time otherwise, absl::Time* bound) {
  const std::string text = call.Query(name).value_or("");
  *bound = otherwise;
  return text.empty() || absl::ParseTime(kTimeFormat, text, bound, nullptr);
}

// Whether a repeated filter names `value`, or nothing.
bool Has(const std::vector<std::string>& filter, const std::string& value) {
  return filter.empty() || absl::c_linear_search(filter, value);
}

absl::optional<VendorError> Select(const Call& call, std::vector<EventRow>* selected) {
  const std::vector<std::string> states = call.QueryAll("state");
  const std::vector<std::string> types = call.QueryAll("type");
  for (const std::string& state : states) {
    if (!absl::c_linear_search(kStates, state)) return kBadStatus;
  }
  for (const std::string& type : types) {
    if (!absl::c_linear_search(kTypes, type)) return kBadType;
  }
  const std::string event_id = call.Query("event_id").value_or("");
  const std::string server_id = call.Query("server_id").value_or("");
  if (event_id.size() > kMaxEventIdBytes) return kUnnamed;
  if (!server_id.empty() && !IsId(server_id)) return kBadServerId;
  absl::Time since, until;
  if (!ReadBound(call, "publish_since", absl::InfinitePast(), &since)) return kBadTime;
  if (!ReadBound(call, "publish_until", absl::InfiniteFuture(), &until)) return kBadTime;
  for (const ScheduledEvent& event : call.world->scheduled_events().all()) {
    if (!event_id.empty() && event.id != event_id) continue;
    if (!server_id.empty() && event.server_id != server_id) continue;
    if (!Has(states, event.state) || !Has(types, event.type)) continue;
    if (event.publish_time < since || event.publish_time > until) continue;
    selected->push_back({&event, call.world->FindServer(event.server_id)});
  }
  return absl::nullopt;
}

// The planned start in a body; absent, it stays, and an empty one is now.
absl::optional<VendorError> ReadStart(const Call& call, const rapidjson::Value& body,
                                      const ScheduledEvent& event, absl::Time* start) {
  *start = event.not_before;
  const rapidjson::Value* const member = FindMember(body, "not_before");
  if (member == nullptr) return absl::nullopt;
  if (!member->IsString()) return kBadTime;
  const absl::Time now = call.world->now();
  if (ViewOf(*member).empty()) {
    *start = now;
    return absl::nullopt;
  }
  if (!absl::ParseTime(kTimeFormat, ViewOf(*member), start, nullptr)) return kBadTime;
  const bool fits = *start >= now + kLeastNotice && *start <= event.not_before_deadline;
  return fits ? absl::nullopt : absl::make_optional(kBadTime);
}

}  // namespace

Response ListScheduledEvents(const Call& call) {
  std::vector<EventRow> rows;
  if (const auto error = Select(call, &rows)) return call.Error(*error);
  std::vector<const EventRow*> selected;
  selected.reserve(rows.size());
  for (const EventRow& row : rows) selected.push_back(&row);
  return MarkedPage(call, {"scheduled_events", kMaxEventPage, kDefaultEventPage, true}, selected,
                    &EventMarker, &WriteEvent);
}

// Unverified: the codes of an event that there is not, or that waits for nothing.
Response AuthorizeScheduledEvent(const Call& call) {
  ScheduledEvent* const event = call.world->scheduled_events().Find(call.id);
  if (event == nullptr) return call.Error(kNoEvent);
  rapidjson::Document body;
  if (!ReadObject(*call.body, &body)) return call.Error(kUnnamed);
  const std::string type = TextMember(body, "authorization_type").value_or("");
  if (type != kMaintain && type != kRedeploy) return call.Error(kBadType);
  if (type == kRedeploy && !TextMember(body, "not_before").value_or("").empty()) return call.Error(kBadTime);
  absl::Time start;
  if (const auto error = ReadStart(call, body, *event, &start)) return call.Error(*error);
  if (event->state != kEventInquiring) return call.Error(kBadAction);
  PlanEvent(call.world, start, event);
  AuthorizeEvent(call.world, type, event);
  return call.Ok();
}

Response UpdateScheduledEvent(const Call& call) {
  ScheduledEvent* const event = call.world->scheduled_events().Find(call.id);
  if (event == nullptr) return call.Error(kNoEvent);
  rapidjson::Document body;
  if (!ReadObject(*call.body, &body)) return call.Error(kUnnamed);
  if (FindMember(body, "not_before") == nullptr) return call.Error(kBadTime);
  absl::Time start;
  if (const auto error = ReadStart(call, body, *event, &start)) return call.Error(*error);
  if (event->state != kEventInquiring && event->state != kEventScheduled) return call.Error(kBadAction);
  PlanEvent(call.world, start, event);
  return call.Ok();
}

}  // namespace cloudphone::simulator
