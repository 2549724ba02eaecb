#include "service/simulator/cloud.h"

#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "service/simulator/json_answer.h"
#include "service/simulator/percent.h"
#include "service/simulator/routes.h"

namespace cloudphone::simulator {
namespace {

struct RouteRow {
  const char* method;
  std::vector<absl::string_view> path;  // Below /v1/{project_id}; "*" stands for an id.
  Response (*serve)(const Call&);
};

const std::vector<RouteRow>& Routes() {
  static const auto* const kRoutes = new std::vector<RouteRow>{
      {"GET", {"cloud-phone", "phones"}, &ListPhones},
      {"POST", {"cloud-phone", "phones", "batch-restart"}, &RestartPhones},
      {"POST", {"cloud-phone", "phones", "batch-reset"}, &ResetPhones},
      {"POST", {"cloud-phone", "phones", "batch-stop"}, &StopPhones},
      {"GET", {"cloud-phone", "phones", "*"}, &ShowPhone},
      {"PUT", {"cloud-phone", "phones", "*"}, &RenamePhone},
      {"GET", {"cloud-phone", "phone-models"}, &ListPhoneModels},
      {"GET", {"cloud-phone", "phone-images"}, &ListPhoneImages},
      {"GET", {"cloud-phone", "servers"}, &ListServers},
      {"POST", {"cloud-phone", "servers", "batch-restart"}, &RestartServers},
      {"GET", {"cloud-phone", "servers", "*"}, &ShowServer},
      {"PUT", {"cloud-phone", "servers", "*"}, &RenameServer},
      {"GET", {"cloud-phone", "server-models"}, &ListServerModels},
      {"GET", {"cloud-phone", "jobs"}, &ListJobs},
      {"GET", {"cloud-phone", "jobs", "*"}, &ShowJob},
  };
  return *kRoutes;
}

// Whether `path` is that of the route; fills the id.
bool Fits(const RouteRow& route, const std::vector<std::string>& path, std::string* id) {
  if (path.size() != route.path.size()) return false;
  for (size_t i = 0; i < path.size(); ++i) {
    if (route.path[i] == "*") {
      *id = path[i];
    } else if (route.path[i] != path[i]) {
      return false;
    }
  }
  return true;
}

const VendorError& RefusalOf(int status) {
  switch (status) {
    case 413:
      return kLargeBody;
    case 414:
      return kLargeTarget;
    case 494:
      return kLargeHeaders;
    default:
      return kBadRequest;
  }
}

}  // namespace

Response ErrorResponse(int status, absl::string_view code, absl::string_view message,
                       const std::string& request_id) {
  JsonAnswer json;
  json.Text("request_id", request_id);
  json.Text("error_code", code);
  json.Text("error_msg", message);
  return {status, json.Take(), request_id};
}

Cloud::Cloud(const SimulatorOptions& options, const Timers* clock)
    : clock_(clock),
      project_id_(options.project_id),
      shown_time_(options.signature_clock),
      faults_(options.faults),
      verifier_({options.access_key, options.secret_key, options.security_token}),
      iam_(options),
      objects_(options.objects, {{options.access_key, options.secret_key, options.security_token}},
               options.region, clock->Now()),
      world_({options.servers, options.phones_per_server, options.job_duration, options.seed}, clock->Now()) {
}

void Cloud::Edit(absl::FunctionRef<void(World*)> edit) {
  world_.Settle(clock_->Now());
  edit(&world_);
}

Response Cloud::Answer(const Request& request) { return Dated(AnswerUndated(request)); }

std::shared_ptr<BodySink> Cloud::OpenUpload(const Request& head) {
  return objects_.OpenUpload(head, ShownTime());
}

Response Cloud::Refuse(int status) { return Dated(ErrorResponse(RefusalOf(status), world_.NewId())); }

absl::Time Cloud::ShownTime() const { return shown_time_.value_or(clock_->Now()); }

// So that a client can see by how much its own clock is wrong.
Response Cloud::Dated(Response response) const {
  response.headers.emplace_back(
      "Date", absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", ShownTime(), absl::UTCTimeZone()));
  return response;
}

Response Cloud::AnswerUndated(const Request& request) {
  const std::string request_id = world_.NewId();
  if (objects_.Serves(request)) {
    const auto serve_object = [&] { return objects_.Answer(request, request_id, ShownTime()); };
    return faults_ == nullptr ? serve_object() : faults_->Apply(request, request_id, serve_object);
  }
  const bool for_iam = Iam::Serves(request);
  std::string project_id;
  if (!for_iam || !Iam::IsLogin(request)) {
    if (absl::optional<Response> refused = Admit(request, request_id, &project_id)) {
      if (faults_ != nullptr) faults_->NoteRefused();
      return *std::move(refused);
    }
  }
  world_.Settle(clock_->Now());
  const auto serve = [&] {
    return for_iam ? iam_.Answer(request, request_id, ShownTime()) : Route(request, request_id, project_id);
  };
  return faults_ == nullptr ? serve() : faults_->Apply(request, request_id, serve);
}

// Where both are given, the signature counts. Unverified: the forms in which the identity service refuses.
absl::optional<Response> Cloud::Admit(const Request& request, const std::string& request_id,
                                      std::string* project_id) {
  const bool for_iam = Iam::Serves(request);
  const absl::string_view text = request.Header("X-Auth-Token");
  if (request.Header("Authorization").empty() && !text.empty()) {
    const Token* const token = iam_.FindToken(text);
    if (token == nullptr)
      return for_iam ? IamError(401, "IAM.0067", "Invalid token.", request_id)
                     : ErrorResponse(kUnknownToken, request_id);
    if (token->expires_at <= ShownTime())
      return for_iam ? IamError(401, "IAM.0066", "The token has expired.", request_id)
                     : ErrorResponse(kOldToken, request_id);
    *project_id = token->project_id;
    return absl::nullopt;
  }
  if (const auto refused = verifier_.Refuse(request, ShownTime(), clock_->Now()))
    return for_iam ? KeystoneError(401, "The request you have made requires authentication.", request_id)
                   : ErrorResponse(401, "APIGW.0301", *refused, request_id);
  *project_id = project_id_;
  return absl::nullopt;
}

Response Cloud::Route(const Request& request, const std::string& request_id,
                      const std::string& callers_project) {
  std::vector<std::string> path;
  for (const absl::string_view segment : absl::StrSplit(PathOf(request.target), '/', absl::SkipEmpty()))
    path.push_back(PercentDecode(segment));
  if (path.size() < 3 || path[0] != "v1") return ErrorResponse(kNoRoute, request_id);
  const std::string project_id = path[1];
  path.erase(path.begin(), path.begin() + 2);
  Call call{&world_, request_id, "", QueryOf(request.target), &request.body};
  bool path_is_known = false;
  for (const RouteRow& route : Routes()) {
    if (!Fits(route, path, &call.id)) continue;
    path_is_known = true;
    if (request.method != route.method) continue;
    // Unverified: what the vendor answers to somebody else's project. An account's token has none.
    if (project_id != project_id_ || callers_project != project_id_) return call.Error(kNoPermission);
    return route.serve(call);
  }
  return call.Error(path_is_known ? kNoMethod : kNoRoute);
}

}  // namespace cloudphone::simulator
