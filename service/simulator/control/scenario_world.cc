// The world that a scenario describes.

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "service/serving/config/proto_duration.h"
#include "service/simulator/catalog/catalog.h"
#include "service/simulator/control/fault_request.h"
#include "service/simulator/control/scenario.h"
#include "service/simulator/shared_storage/shared_storage.h"

namespace cloudphone::simulator {
namespace {

constexpr int kDefaultPhones = 60;

// In the order of JobKind, behind the one that is not set.
constexpr Action kActions[] = {Action::kRestart,        Action::kReset,        Action::kStop,
                               Action::kUpdateProperty, Action::kExportData,   Action::kImportData,
                               Action::kRouteTraffic,   Action::kExpandVolume, Action::kInstall,
                               Action::kUninstall,      Action::kPush,         Action::kShell,
                               Action::kShareFiles,     Action::kShareApps,    Action::kShareFilesystem,
                               Action::kChangeKeyPair,  Action::kChangeServer};
static_assert(sizeof(kActions) / sizeof(Action) == v1::JobKind_ARRAYSIZE - 1, "a kind of job is missing");

Action ActionOf(v1::JobKind job) { return kActions[static_cast<int>(job) - 1]; }

int StatusOf(v1::PhoneState state) {
  switch (state) {
    case v1::PHONE_STATE_STOPPED:
      return kPhoneStopped;
    case v1::PHONE_STATE_FROZEN:
      return kPhoneFrozen;
    case v1::PHONE_STATE_ABNORMAL:
      return kPhoneAbnormal;
    case v1::PHONE_STATE_RESET_FAILED:
      return kPhoneResetFailed;
    case v1::PHONE_STATE_RESTART_FAILED:
      return kPhoneRestartFailed;
    case v1::PHONE_STATE_STOP_FAILED:
      return kPhoneStopFailed;
    default:
      return kPhoneRunning;
  }
}

template <typename List>
void PlanFailures(const List& failures, const std::string& target_id, World* world) {
  for (const v1::Failure& failure : failures) {
    ItemError error(kJobTimeout);
    if (!failure.code().empty()) error.code = failure.code();
    if (!failure.message().empty()) error.message = failure.message();
    world->job_rules().Fail(target_id, ActionOf(failure.job()), std::move(error),
                            static_cast<int>(failure.times()));
  }
}

// The first public image that fits a phone model.
std::string ImageFor(const PhoneModel& model) {
  for (const PhoneImage& image : PhoneImages()) {
    if (absl::string_view(image.image_label) == model.image_label) return image.image_id;
  }
  return PhoneImages().front().image_id;
}

void SetModel(const std::string& phone_model_name, Server* server) {
  if (phone_model_name.empty()) return;
  server->phone_model_name = phone_model_name;
  server->server_model_name = FindPhoneModel(phone_model_name)->server_model_name;
  if (!SharedDiskGb(*server).has_value()) server->share_volume.reset();
}

void AddPhones(const v1::ScenarioServer& wanted, World* world, Server* server) {
  const int count = wanted.has_phones() ? static_cast<int>(wanted.phones()) : kDefaultPhones;
  std::map<int, const v1::ScenarioPhone*> special;
  for (const v1::ScenarioPhone& phone : wanted.special_phones())
    special[static_cast<int>(phone.number())] = &phone;
  for (int number = 1; number <= count; ++number) {
    Phone* const phone = world->AppendPhone(server, absl::StrFormat("%s-%05d", server->name, number),
                                            server->create_time + absl::Minutes(5));
    phone->image_id = ImageFor(*FindPhoneModel(server->phone_model_name));
    const auto found = special.find(number);
    if (found == special.end()) continue;
    phone->status = StatusOf(found->second->state());
    for (const auto& [key, value] : found->second->properties()) phone->properties[key] = value;
    PlanFailures(found->second->failures(), phone->id, world);
  }
}

}  // namespace

std::string NameOfServer(const v1::Scenario& scenario, int index) {
  const std::string& name = scenario.servers(index).name();
  return name.empty() ? absl::StrCat("cph-server-", index + 1) : name;
}

void ApplyScenario(const v1::Scenario& scenario, absl::Time begin, World* world) {
  for (const v1::JobTime& time : scenario.job_times())
    world->job_rules().SetTime(ActionOf(time.job()), ToDuration(time.takes()));
  for (int i = 0; i < scenario.servers_size(); ++i) {
    const v1::ScenarioServer& wanted = scenario.servers(i);
    const int number = scenario.servers_size() - i;
    Server* const server =
        world->AppendServer(NameOfServer(scenario, i), number, begin + absl::Minutes(number));
    SetModel(wanted.phone_model(), server);
    if (wanted.state() == v1::SERVER_STATE_ABNORMAL) server->status = kServerAbnormal;
    for (const auto& [key, value] : wanted.tags()) world->tags().Set(server->id, key, value);
    PlanFailures(wanted.failures(), server->id, world);
    AddPhones(wanted, world, server);
  }
}

void PlanFaults(const v1::Scenario& scenario, FaultPlan* faults) {
  for (const v1::Fault& wanted : scenario.faults()) {
    FaultRequest fault;
    fault.route = {wanted.method(), wanted.path()};
    if (wanted.times() > 0) fault.times = static_cast<int>(wanted.times());
    if (wanted.has_answer()) {
      if (wanted.answer().status() > 0) fault.answer.status = static_cast<int>(wanted.answer().status());
      fault.answer.body = wanted.answer().body();
      fault.answer.headers.assign(wanted.answer().headers().begin(), wanted.answer().headers().end());
    } else if (wanted.has_refuse()) {
      fault.what = FaultRequest::What::kRefuse;
      if (wanted.refuse().status() > 0) fault.answer.status = static_cast<int>(wanted.refuse().status());
      fault.code = wanted.refuse().code();
      fault.message = wanted.refuse().message();
    } else if (wanted.has_throttle()) {
      fault.what = FaultRequest::What::kThrottle;
      fault.retry_after = wanted.throttle().retry_after();
    } else {
      fault.what = wanted.cut() == v1::FAULT_CUT_BEFORE ? FaultRequest::What::kCutBefore
                                                        : FaultRequest::What::kCutAfter;
    }
    Plan(std::move(fault), faults);
  }
}

}  // namespace cloudphone::simulator
