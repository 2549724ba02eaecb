#include "service/simulator/cloud.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "service/simulator/control/admin.h"
#include "service/simulator/control/scenario.h"
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

// Null where nobody can plan a fault: it keeps a count of each path.
std::shared_ptr<FaultPlan> FaultsFor(const SimulatorOptions& options) {
  const bool is_needed = options.admin || options.scenario != nullptr;
  return options.faults == nullptr && is_needed ? std::make_shared<FaultPlan>() : options.faults;
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

Cloud::State::State(const SimulatorOptions& options, absl::Time now, absl::Time world_now)
    : objects(options.objects,
              {{options.access_key, options.secret_key, options.security_token},
               {options.second_access_key, options.second_secret_key, ""}},
              options.region, now),
      world({options.servers, options.phones_per_server, options.job_duration, options.seed,
             options.sync_commands_per_minute, options.project_id, options.scenario.get()},
            world_now),
      second_world({0, 0, options.job_duration, ~options.seed, options.sync_commands_per_minute,
                    options.second_project_id, nullptr, world.shared_images()},
                   world_now) {
  world.devices().SetObjects(objects.buckets());
  second_world.devices().SetObjects(objects.buckets());
}

Cloud::Cloud(const SimulatorOptions& options, const Timers* clock)
    : options_(options),
      clock_(clock),
      faults_(FaultsFor(options)),
      broken_(options.broken),
      iam_(options),
      billing_(options),
      world_clock_(clock, options.speed),
      state_(std::make_unique<State>(options, clock->Now(), world_clock_.Now())) {
  keys_.push_back({options.access_key, options.project_id,
                   SignatureVerifier({options.access_key, options.secret_key, options.security_token})});
  keys_.push_back({options.second_access_key, options.second_project_id,
                   SignatureVerifier({options.second_access_key, options.second_secret_key, ""})});
  if (options.scenario != nullptr) PlanFaults(*options.scenario, faults_.get());
}

void Cloud::Settle() {
  state_->objects.buckets()->Settle(ShownTime());
  const absl::Time now = world_clock_.Now();
  state_->world.Settle(now);
  state_->second_world.Settle(now);
}

void Cloud::Edit(absl::FunctionRef<void(World*)> edit) {
  Settle();
  edit(&state_->world);
}

void Cloud::EditBuckets(absl::FunctionRef<void(Buckets*)> edit) {
  Settle();
  edit(state_->objects.buckets());
}

void Cloud::SetUp(std::function<void(World*)> set_up) {
  Edit(set_up);
  set_ups_.push_back(std::move(set_up));
}

// Tokens stay good, and a signature that was locked stays so.
void Cloud::Reset() {
  faults_->Reset();
  world_clock_.Restart();
  state_ = std::make_unique<State>(options_, clock_->Now(), world_clock_.Now());
  for (const auto& set_up : set_ups_) set_up(&state_->world);
  if (options_.scenario != nullptr) PlanFaults(*options_.scenario, faults_.get());
}

Response Cloud::Administer(const Request& request, const std::string& request_id) {
  const auto advance = [this](absl::Duration by) {
    world_clock_.Advance(by);
    Settle();
  };
  return AnswerAdmin(request,
                     {faults_.get(), [this] { Reset(); }, advance, [this] { return world_clock_.Now(); }},
                     request_id);
}

World* Cloud::WorldOf(const std::string& project_id) {
  if (project_id == options_.project_id) return &state_->world;
  return project_id == options_.second_project_id ? &state_->second_world : nullptr;
}

// The first one's word it is where nobody knows the key.
Cloud::KeyHolder* Cloud::HolderOf(const Request& request) {
  const std::string access_key = SignatureVerifier::AccessKeyOf(request);
  const auto found =
      absl::c_find_if(keys_, [&](const KeyHolder& holder) { return holder.access_key == access_key; });
  return found == keys_.end() ? &keys_.front() : &*found;
}

Response Cloud::Answer(const Request& request) { return Dated(AnswerUndated(request)); }

// What an export that is due writes takes its room before what is uploaded.
std::shared_ptr<BodySink> Cloud::OpenUpload(const Request& head) {
  Settle();
  state_->objects.SetTemporaryKeys(iam_.temporary_keys().Good(ShownTime()));
  return state_->objects.OpenUpload(head, ShownTime());
}

Response Cloud::Refuse(int status) { return Dated(ErrorResponse(RefusalOf(status), state_->world.NewId())); }

absl::Time Cloud::ShownTime() const { return options_.signature_clock.value_or(clock_->Now()); }

// So that a client can see by how much its own clock is wrong.
Response Cloud::Dated(Response response) const {
  response.headers.emplace_back(
      "Date", absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", ShownTime(), absl::UTCTimeZone()));
  return response;
}

Response Cloud::AnswerObject(const Request& request, const std::string& request_id) {
  state_->objects.SetTemporaryKeys(iam_.temporary_keys().Good(ShownTime()));
  const auto serve = [&] {
    return broken_.Serve(request, true, request_id, [&](const Request& changed) {
      return state_->objects.Answer(changed, request_id, ShownTime());
    });
  };
  return faults_ == nullptr ? serve() : faults_->Apply(request, request_id, serve);
}

Response Cloud::AnswerUndated(const Request& request) {
  const std::string request_id = state_->world.NewId();
  Settle();
  if (options_.admin && IsForAdmin(request)) return Administer(request, request_id);
  if (state_->objects.Serves(request)) return AnswerObject(request, request_id);
  const bool for_billing = Billing::Serves(request);
  const bool for_iam = !for_billing && Iam::Serves(request);
  std::string project_id;
  if (!for_iam || !Iam::IsLogin(request)) {
    if (absl::optional<Response> refused = Admit(request, request_id, &project_id)) {
      if (faults_ != nullptr) faults_->NoteRefused();
      return *std::move(refused);
    }
  }
  const auto serve = [&] {
    return broken_.Serve(request, false, request_id, [&](const Request& changed) {
      if (for_billing)
        return billing_.Answer(
            changed, request_id,
            {{&state_->world, options_.project_id}, {&state_->second_world, options_.second_project_id}});
      return for_iam ? iam_.Answer(changed, request_id, project_id, ShownTime())
                     : Route(changed, request_id, project_id);
    });
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
  KeyHolder* const holder = HolderOf(request);
  *project_id = temporary == nullptr ? holder->project_id : temporary->project_id;
  if (broken_.admits_all()) return absl::nullopt;
  SignatureVerifier& verifier = temporary == nullptr ? holder->verifier : temporary->verifier;
  if (const auto refused = verifier.Refuse(request, ShownTime(), clock_->Now()))
    return for_iam ? KeystoneError(401, "The request you have made requires authentication.", request_id)
                   : ErrorResponse(401, "APIGW.0301", *refused, request_id);
  return absl::nullopt;
}

Response Cloud::Route(const Request& request, const std::string& request_id,
                      const std::string& callers_project) {
  const absl::string_view path = PathOf(request.target);
  const RouteMatch match = FindRoute(request.method, path);
  if (match.route == nullptr) return ErrorResponse(match.path_is_known ? kNoMethod : kNoRoute, request_id);
  // Unverified: what the vendor answers to somebody else's project. An account's token has none.
  World* const world = WorldOf(match.project_id);
  if (world == nullptr || callers_project != match.project_id)
    return ErrorResponse(kNoPermission, request_id);
  return match.route->serve({world, request_id, match.id, QueryOf(request.target), &request.body,
                             match.parent_id, match.project_id});
}

}  // namespace cloudphone::simulator
