#include "service/simulator/control/admin.h"

#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/simulator/control/fault_request.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/percent.h"
#include "service/simulator/http/request_body.h"

namespace cloudphone::simulator {
namespace {

constexpr char kRoot[] = "/_simulator/";
constexpr absl::Duration kMaxAdvance = absl::Hours(24 * 366);

struct AdminCall {
  const Request& request;
  const AdminHandles& handles;
  const std::string& request_id;

  Response Done() const { return {204, "", request_id}; }
  Response Error(int status, absl::string_view what) const {
    JsonAnswer json;
    json.Text("error", what);
    return {status, json.Take(), request_id};
  }
  Response Error(const absl::Status& status) const { return Error(400, status.message()); }
};

Response Reset(const AdminCall& call) {
  call.handles.reset();
  return call.Done();
}

Response ShowTime(const AdminCall& call) {
  JsonAnswer json;
  json.Time("now", call.handles.now());
  return {200, json.Take(), call.request_id};
}

Response Advance(const AdminCall& call) {
  rapidjson::Document body;
  if (!ReadObject(call.request.body, &body)) return call.Error(400, "the body is no JSON object");
  if (absl::Status keys = CheckKeys(body, {"by"}); !keys.ok()) return call.Error(keys);
  absl::Duration by;
  if (!absl::ParseDuration(TextMember(body, "by").value_or(""), &by) || by < absl::ZeroDuration() ||
      by > kMaxAdvance)
    return call.Error(400, "by: give a time from 0s to 8784h, as text");
  call.handles.advance(by);
  return ShowTime(call);
}

Response PlanFault(const AdminCall& call) {
  rapidjson::Document body;
  if (!ReadObject(call.request.body, &body)) return call.Error(400, "the body is no JSON object");
  absl::StatusOr<FaultRequest> fault = ReadFault(body);
  if (!fault.ok()) return call.Error(fault.status());
  Plan(*std::move(fault), call.handles.faults);
  return call.Done();
}

Response ForgetFaults(const AdminCall& call) {
  call.handles.faults->Clear();
  return call.Done();
}

Response CountRequests(const AdminCall& call) {
  RoutePattern route;
  for (const auto& [key, value] : QueryOf(call.request.target)) {
    if (key != "method" && key != "path") return call.Error(400, absl::StrCat(key, ": no such parameter"));
    (key == "method" ? route.method : route.suffix) = key == "method" ? absl::AsciiStrToUpper(value) : value;
  }
  JsonAnswer json;
  json.Number("count", static_cast<int64_t>(call.handles.faults->Count(route)));
  json.Number("refused", static_cast<int64_t>(call.handles.faults->CountRefused()));
  json.BeginList("requests");
  for (const FaultPlan::Counted& counted : call.handles.faults->Counts(route)) {
    json.BeginItem();
    json.Text("method", counted.method);
    json.Text("path", counted.path);
    json.Number("count", static_cast<int64_t>(counted.count));
    json.EndObject();
  }
  json.EndList();
  return {200, json.Take(), call.request_id};
}

struct AdminRoute {
  const char* method;
  const char* name;
  Response (*serve)(const AdminCall& call);
};

constexpr AdminRoute kRoutes[] = {
    {"POST", "reset", &Reset},      {"GET", "time", &ShowTime},          {"POST", "advance", &Advance},
    {"POST", "faults", &PlanFault}, {"DELETE", "faults", &ForgetFaults}, {"GET", "requests", &CountRequests},
};

}  // namespace

bool IsForAdmin(const Request& request) { return absl::StartsWith(request.target, kRoot); }

Response AnswerAdmin(const Request& request, const AdminHandles& handles, const std::string& request_id) {
  const AdminCall call{request, handles, request_id};
  const absl::string_view name = PathOf(request.target).substr(sizeof(kRoot) - 1);
  for (const AdminRoute& route : kRoutes) {
    if (request.method == route.method && name == route.name) return route.serve(call);
  }
  return call.Error(404, absl::StrCat("there is no ", request.method, " of ", name));
}

}  // namespace cloudphone::simulator
