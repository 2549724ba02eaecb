#include "service/gateway/accounts/cph_job_source.h"

#include <memory>
#include <utility>

#include "adapters/cph/call/page_token.h"
#include "cloudphone/v1/job_service.pb.h"

namespace cloudphone {
namespace {

absl::StatusOr<JobSource::Rows> TakeRows(const CallResult& result, const SeenObjects* seen) {
  if (!result.status.ok()) return result.status;
  auto* response = static_cast<v1::ListJobsResponse*>(result.response);
  if (seen != nullptr) seen->ExplainAnswer(response);
  JobSource::Rows rows;
  rows.reserve(response->jobs_size());
  for (v1::Job& job : *response->mutable_jobs()) rows.push_back(std::move(job));
  return rows;
}

}  // namespace

void CphJobSource::List(Query query, absl::Time deadline, Done done) {
  auto request = std::make_shared<v1::ListJobsRequest>();
  for (std::string& id : query.request_ids) request->add_request_ids(std::move(id));
  request->set_page_size(query.limit);
  if (query.offset > 0) {
    PagePosition position;
    position.offset = query.offset;
    request->set_page_token(
        WritePageToken(client_->bindings().Get<v1::ListJobsRequest>(), *request, position));
  }
  // Shared: `done` is needed here as well when the call cannot be made.
  const auto shared_done = std::make_shared<Done>(std::move(done));
  const auto call = client_->Call(
      std::move(request), deadline,
      [shared_done, seen = seen_](const CallResult& result) {
        std::move (*shared_done)(TakeRows(result, seen));
      },
      CphClient::Repeats::kNone);
  if (call.ok()) return;
  timers_->RunAt(timers_->Now(), [shared_done, status = call.status()] { std::move (*shared_done)(status); });
}

}  // namespace cloudphone
