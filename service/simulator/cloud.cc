#include "service/simulator/cloud.h"

#include <utility>

#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/percent.h"
#include "service/simulator/route_table.h"

namespace cloudphone::simulator {
namespace {

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
      billing_(options),
      world_({options.servers, options.phones_per_server, options.job_duration, options.seed,
              options.sync_commands_per_minute, options.project_id},
             clock->Now()) {
  world_.devices().SetObjects(objects_.buckets());
}

void Cloud::Edit(absl::FunctionRef<void(World*)> edit) {
  world_.Settle(clock_->Now());
  edit(&world_);
}

Response Cloud::Answer(const Request& request) { return Dated(AnswerUndated(request)); }

std::shared_ptr<BodySink> Cloud::OpenUpload(const Request& head) {
  objects_.SetTemporaryKeys(iam_.temporary_keys().Good(ShownTime()));
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
    objects_.SetTemporaryKeys(iam_.temporary_keys().Good(ShownTime()));
    const auto serve_object = [&] { return objects_.Answer(request, request_id, ShownTime()); };
    return faults_ == nullptr ? serve_object() : faults_->Apply(request, request_id, serve_object);
  }
  const bool for_billing = Billing::Serves(request);
  const bool for_iam = !for_billing && Iam::Serves(request);
  std::string project_id;
  if (!for_iam || !Iam::IsLogin(request)) {
    if (absl::optional<Response> refused = Admit(request, request_id, &project_id)) {
      if (faults_ != nullptr) faults_->NoteRefused();
      return *std::move(refused);
    }
  }
  world_.Settle(clock_->Now());
  const auto serve = [&] {
    if (for_billing) return billing_.Answer(request, request_id, &world_);
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
  TemporaryKey* const temporary =
      iam_.temporary_keys().Find(SignatureVerifier::AccessKeyOf(request), ShownTime());
  SignatureVerifier& verifier = temporary == nullptr ? verifier_ : temporary->verifier;
  if (const auto refused = verifier.Refuse(request, ShownTime(), clock_->Now()))
    return for_iam ? KeystoneError(401, "The request you have made requires authentication.", request_id)
                   : ErrorResponse(401, "APIGW.0301", *refused, request_id);
  *project_id = temporary == nullptr ? project_id_ : temporary->project_id;
  return absl::nullopt;
}

Response Cloud::Route(const Request& request, const std::string& request_id,
                      const std::string& callers_project) {
  const absl::string_view path = PathOf(request.target);
  const RouteMatch match = FindRoute(request.method, path);
  if (match.route == nullptr) return ErrorResponse(match.path_is_known ? kNoMethod : kNoRoute, request_id);
  // Unverified: what the vendor answers to somebody else's project. An account's token has none.
  if (match.project_id != project_id_ || callers_project != project_id_)
    return ErrorResponse(kNoPermission, request_id);
  return match.route->serve({&world_, request_id, match.id, QueryOf(request.target), &request.body,
                             match.parent_id, match.project_id});
}

}  // namespace cloudphone::simulator
