#include "service/simulator/job_routes.h"

#include <set>

#include "absl/strings/str_split.h"
#include "service/simulator/http/json_answer.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxJobPage = 100;
constexpr size_t kMaxRequestIds = 20;

// The sample of the list has empty texts where the one of the single job has nulls; and the list has the
// server of a phone, where the single job has it of jobs of servers alone (the vendor's API reference).
void WriteJob(const Job& job, bool is_single, JsonAnswer* json) {
  const auto text = [&](const char* name, const std::string& value) {
    value.empty() && is_single ? json->Null(name) : json->Text(name, value);
  };
  if (!job.phone_id.empty()) json->Text("phone_id", job.phone_id);
  const bool names_server = !is_single || job.phone_id.empty();
  if (!job.server_id.empty() && names_server) json->Text("server_id", job.server_id);
  if (!job.encode_server_id.empty()) json->Text("encode_server_id", job.encode_server_id);
  json->Text("job_id", job.id);
  json->Time("begin_time", job.begin_time);
  if (job.status == kJobRunning) {
    json->Null("end_time");
  } else {
    json->Time("end_time", job.end_time);
  }
  json->Number("status", job.status);
  text("error_code", job.error.has_value() ? job.error->code : "");
  text("error_msg", job.error.has_value() ? job.error->message : "");
  text("execute_msg", job.output);
}

}  // namespace

Response ListJobs(const Call& call) {
  const absl::optional<Page> page = ReadPage(call, kMaxJobPage);
  if (!page.has_value()) return call.Error(kBadPage);
  // request_ids wins over request_id.
  std::string asked = call.Query("request_ids").value_or("");
  if (asked.empty()) asked = call.Query("request_id").value_or("");
  const std::vector<std::string> request_ids = absl::StrSplit(asked, ',', absl::SkipEmpty());
  if (request_ids.empty()) return call.Error(kNoRequestId);
  if (request_ids.size() > kMaxRequestIds) return call.Error(kManyRequestIds);
  std::vector<const Job*> selected;
  std::set<std::string> seen;
  for (const std::string& request_id : request_ids) {
    if (!seen.insert(request_id).second) continue;
    const std::vector<std::string>* jobs = call.world->jobs().FindRequest(request_id);
    // Unverified: whether one unknown id among several spoils the call.
    if (jobs == nullptr) return call.Error(kNoJobsOfRequest);
    for (const std::string& id : *jobs) selected.push_back(call.world->jobs().Find(id));
  }
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.BeginList("jobs");
  for (const Job* job : CutPage(selected, *page)) {
    json.BeginItem();
    WriteJob(*job, false, &json);
    json.EndObject();
  }
  json.EndList();
  return call.Ok(json.Take());
}

Response ShowJob(const Call& call) {
  const Job* job = call.world->jobs().Find(call.id);
  if (job == nullptr) return call.Error(kNoJob);
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  WriteJob(*job, true, &json);
  return call.Ok(json.Take());
}

}  // namespace cloudphone::simulator
