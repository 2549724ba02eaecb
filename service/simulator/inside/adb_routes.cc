// ADB commands: by jobs, and at once.

#include "service/simulator/inside/adb_routes.h"

#include "absl/strings/str_cat.h"
#include "service/simulator/inside/adb_jobs.h"
#include "service/simulator/inside/adb_request.h"
#include "service/simulator/phones/targets.h"

namespace cloudphone::simulator {
namespace {

// One target: a phone, or a server whose phones cannot be had.
struct Target {
  std::string phone_id;
  std::string bad_server_id;
};

// The phones that are named, or all of the servers that are. Unverified: that a server which is not there has
// the same code as an id that is none; Terraform knows only CPS.0097.
std::vector<Target> TargetsOf(const AdbRequest& request, World* world) {
  std::vector<Target> targets;
  for (const std::string& id : request.phone_ids) targets.push_back({id, ""});
  for (const std::string& server_id : request.server_ids) {
    if (!IsId(server_id) || world->FindServer(server_id) == nullptr) {
      targets.push_back({"", server_id});
      continue;
    }
    for (const Phone& phone : world->phones()) {
      if (phone.server_id == server_id) targets.push_back({phone.id, ""});
    }
  }
  return targets;
}

const Job& Start(const Call& call, const AdbRequest& request, const Phone& phone) {
  JobPlan plan;
  plan.action = request.action;
  plan.phone_id = phone.id;
  plan.server_id = phone.server_id;
  plan.effect = AdbEffect(request);
  return call.world->StartJob(std::move(plan), call.request_id);
}

// Runs the command at once; returns its job, which has ended.
const Job& RunNow(const Call& call, const AdbRequest& request, const Phone& phone) {
  JobPlan plan;
  plan.action = Action::kShell;
  plan.phone_id = phone.id;
  plan.server_id = phone.server_id;
  plan.effect = SyncEffect(request);
  plan.duration = absl::ZeroDuration();
  const Job& job = call.world->StartJob(std::move(plan), call.request_id);
  call.world->Settle(call.world->now());
  return job;
}

void WriteSyncJob(const std::string& phone_id, const Job& job, JsonAnswer* json) {
  json->BeginItem();
  json->Text("phone_id", phone_id);
  json->Text("job_id", job.id);
  json->Number("status", job.status);
  json->Text("error_code", job.error.has_value() ? job.error->code : "");
  json->Text("error_msg", job.error.has_value() ? job.error->message : "");
  json->Text("execute_msg", job.output);
  json->EndObject();
}

void WriteRefusal(const char* target, const std::string& id, const ItemError& error, JsonAnswer* json) {
  json->BeginItem();
  json->Text(target, id);
  json->Refused(error);
  json->EndObject();
}

}  // namespace

Response RunCommand(const Call& call) {
  AdbRequest request;
  if (const auto error = ReadAdbRequest(*call.body, &request)) return call.Error(*error);
  JobsAnswer answer(call, "phone_id");
  for (const Target& target : TargetsOf(request, call.world)) {
    if (!target.bad_server_id.empty()) {
      answer.RefusedAs("server_id", target.bad_server_id, ItemError(kBadServerIdItem));
      continue;
    }
    const Phone* const phone = call.world->FindPhone(target.phone_id);
    if (const auto error = RefuseUnlessRunning(target.phone_id, phone)) {
      answer.Refused(target.phone_id, *error);
    } else {
      answer.Started(target.phone_id, Start(call, request, *phone));
    }
  }
  return answer.Take();
}

Response RunSyncCommand(const Call& call) {
  RateWindow& rate = call.world->sync_commands();
  if (!rate.Admit(call.world->now()))
    return ErrorResponse(kThrottled.status, kThrottled.code,
                         absl::StrCat("The throttling threshold has been reached: policy user over "
                                      "ratelimit,limit:",
                                      rate.limit(), ",time:1 minute"),
                         call.request_id);
  AdbRequest request;
  if (const auto error = ReadSyncRequest(*call.body, &request)) return call.Error(*error);
  const std::vector<Target> targets = TargetsOf(request, call.world);
  // Unverified: that the bound is on the phones of servers too; 15 of them fill the 30 seconds of a call.
  if (targets.size() > kMaxSyncPhones) return call.Error(kManyPhones);
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.BeginList("jobs");
  for (const Target& target : targets) {
    const Phone* const phone = call.world->FindPhone(target.phone_id);
    if (!target.bad_server_id.empty()) {
      WriteRefusal("server_id", target.bad_server_id, ItemError(kBadServerIdItem), &json);
    } else if (const auto error = RefuseUnlessRunning(target.phone_id, phone)) {
      WriteRefusal("phone_id", target.phone_id, *error, &json);
    } else {
      WriteSyncJob(target.phone_id, RunNow(call, request, *phone), &json);
    }
  }
  json.EndList();
  return call.Ok(json.Take());
}

}  // namespace cloudphone::simulator
