// The half of HubState that asks the upstream.

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/cph/errors/rich_status.h"
#include "service/gateway/jobs/hub_state.h"

namespace cloudphone {
namespace {

absl::Status UnknownRequest(const std::string& request_id) {
  RichError error;
  error.code = google::rpc::NOT_FOUND;
  error.reason = "REQUEST_NOT_FOUND";
  error.message = absl::StrCat("the upstream knows no request ", request_id);
  error.resource_type = "request";
  error.resource_name = request_id;
  return ToStatus(error);
}

// Whether asking again later may help.
bool IsMomentary(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kDataLoss:
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::Duration HubState::Jitter(absl::Duration interval) {
  return interval * std::uniform_real_distribution<double>(1 - options_.jitter, 1 + options_.jitter)(random_);
}

void HubState::Schedule(WatchedRequest* request, absl::Time due) {
  due_.erase({request->due, request});
  request->due = due;
  if (due != absl::InfiniteFuture()) due_.emplace(due, request);
}

void HubState::ScheduleNext(WatchedRequest* request, absl::Duration at_least) {
  if (request->finished()) return Schedule(request, absl::InfiniteFuture());
  Schedule(request, now_ + std::max(Jitter(request->interval), at_least));
  request->interval = std::min(request->interval * options_.growth, options_.max_interval);
}

void HubState::SendDuePolls() {
  const int free = options_.max_polls_in_flight - polls_in_flight_;
  if (free <= 0 || due_.empty() || due_.begin()->first > now_) return;
  std::vector<WatchedRequest*> asked;
  for (const auto& [time, request] : due_) {
    // What is due soon rides along, so that requests which began apart come to share their polls.
    if (time > now_ && (request->ask_alone || time > now_ + request->interval / 4)) continue;
    asked.push_back(request);
  }
  std::vector<Poll> polls = PlanPolls(asked);
  if (polls.size() > static_cast<size_t>(free)) polls.resize(free);
  for (const Poll& poll : polls) Send(poll, 0);
}

void HubState::Send(const Poll& poll, int offset) {
  JobSource::Query query;
  query.limit = static_cast<int>(kMaxRowsInPoll);
  query.offset = offset;
  for (WatchedRequest* request : poll) {
    query.request_ids.push_back(request->id());
    Schedule(request, absl::InfiniteFuture());
  }
  ++polls_in_flight_;
  const std::vector<std::string> ids = query.request_ids;
  sender_->SendPoll(std::move(query), [ids, offset](HubState* state, absl::StatusOr<JobSource::Rows> rows) {
    state->OnAnswer(ids, offset, std::move(rows));
  });
}

void HubState::OnAnswer(const std::vector<std::string>& ids, int offset,
                        absl::StatusOr<JobSource::Rows> rows) {
  --polls_in_flight_;
  std::vector<WatchedRequest*> asked;
  for (const std::string& id : ids) {
    const auto found = requests_.find(id);
    if (found != requests_.end() && found->second->due == absl::InfiniteFuture())
      asked.push_back(found->second.get());
  }
  if (asked.empty()) return;
  if (!rows.ok()) return OnError(asked, rows.status());
  if (ids.size() == 1) return OnRowsOfOne(asked.front(), offset, *std::move(rows));
  OnRowsOfMany(asked, *std::move(rows));
}

void HubState::OnError(const std::vector<WatchedRequest*>& asked, const absl::Status& status) {
  if (IsMomentary(status.code())) {
    for (WatchedRequest* request : asked) {
      request->page_rows.clear();
      ScheduleNext(request, RetryDelayOf(status).value_or(absl::ZeroDuration()));
    }
  } else if (asked.size() > 1) {
    // One of them is to blame; asked alone each answers for itself.
    for (WatchedRequest* request : asked) {
      request->ask_alone = true;
      Schedule(request, now_);
    }
  } else if (absl::IsNotFound(status)) {
    OnUnknown(asked.front(), UnknownRequest(asked.front()->id()));
  } else {
    EndRequest(asked.front(), status);
  }
}

// A new request may take a moment until it can be read.
void HubState::OnUnknown(WatchedRequest* request, const absl::Status& status) {
  if (!request->read && now_ < request->first_asked + options_.unknown_grace) return ScheduleNext(request);
  EndRequest(request, status);
}

void HubState::OnRowsOfOne(WatchedRequest* request, int offset, JobSource::Rows rows) {
  const bool is_full = rows.size() >= kMaxRowsInPoll;
  std::move(rows.begin(), rows.end(), std::back_inserter(request->page_rows));
  if (is_full) return Send({request}, offset + static_cast<int>(rows.size()));
  JobSource::Rows all = std::exchange(request->page_rows, {});
  if (all.empty() && request->jobs().empty()) return OnUnknown(request, UnknownRequest(request->id()));
  Changes changes;
  for (const WatchId id : request->watches)
    changes[id];  // Also those for whom the snapshot is complete only now.
  for (v1::Job& row : all) TakeRow(request, std::move(row), &changes);
  request->read = true;
  request->ask_alone = false;
  ScheduleNext(request);
  TellAll(changes);
}

void HubState::OnRowsOfMany(const std::vector<WatchedRequest*>& asked, JobSource::Rows rows) {
  Changes changes;
  bool has_strange_row = false;
  for (v1::Job& row : rows) {
    const auto owner = std::find_if(asked.begin(), asked.end(), [&](const WatchedRequest* request) {
      return request->Has(row.job_id());
    });
    if (owner == asked.end()) {
      has_strange_row = true;  // A job that was added later; whose it is shows when each is asked alone.
    } else {
      TakeRow(*owner, std::move(row), &changes);
    }
  }
  for (WatchedRequest* request : asked) {
    request->ask_alone = has_strange_row;
    has_strange_row ? Schedule(request, now_) : ScheduleNext(request);
  }
  TellAll(changes);
}

void HubState::TakeRow(WatchedRequest* request, v1::Job row, Changes* changes) {
  const SharedJob changed = request->Take(std::move(row));
  if (changed == nullptr) return;
  for (const WatchId id : request->watches) (*changes)[id].push_back(changed);
}

}  // namespace cloudphone
