// The part of HubState that asks the upstream.

#include <algorithm>
#include <utility>

#include "adapters/cph/errors/momentary.h"
#include "adapters/status/rich_status.h"
#include "service/gateway/jobs/hub_state.h"
#include "service/gateway/jobs/poll_errors.h"

namespace cloudphone {
namespace {

constexpr int kAloneInARow = 3;

}  // namespace

void HubState::PlanNext(const RequestPtr& request, absl::Time base) {
  if (!request->finished()) schedule_.After(request, {base}, now_);
}

// A tick: what is due is packed into looks together with what may ride along.
void HubState::PlanTick() {
  const std::vector<RequestPtr> tick = schedule_.TakeTick(now_);
  if (tick.empty()) return;
  size_t jobs = 0;
  size_t polls = 0;
  for (const RequestPtr& request : tick) jobs += request->jobs().size();
  std::vector<PlannedLook> plan = PlanLooks(tick);
  for (const PlannedLook& look : plan) polls += look.pages;
  for (PlannedLook& planned : plan) {
    auto look = std::make_shared<Look>();
    static_cast<PlannedLook&>(*look) = std::move(planned);
    look->tick = now_;
    // Where sizes do not add up to full pages, the next tick comes as much later as this one takes more
    // polls.
    look->stretch = static_cast<double>(polls) / static_cast<double>(FewestPolls(tick.size(), jobs));
    looks_.push_back(std::move(look));
  }
}

// Whether a poll is to be sent now. A tick is planned only when the one before is out: when polls are short,
// what falls due meanwhile piles up and is packed all the better.
bool HubState::HasPoll() {
  const auto is_wanted = [](const RequestPtr& request) { return !request->groups.empty(); };
  while (!looks_.empty()) {
    const Look& look = *looks_.front();
    if (look.sent < look.pages && std::any_of(look.requests.begin(), look.requests.end(), is_wanted))
      return true;
    looks_.pop_front();
  }
  PlanTick();
  return !looks_.empty() || schedule_.IsAloneDue(now_);
}

// As many as may be under way and as the budget has places for, each kind in the order in which they fell
// due. First looks and ticks take turns, three to one, so that neither many new requests nor many old ones
// can hold up the others: who waits for a first look knows nothing yet, and a poll of a tick serves twenty
// requests.
void HubState::SendPolls() {
  while (polls_in_flight_ < options_.max_polls_in_flight && HasPoll()) {
    if (!place_.has_value()) place_ = reads_ == nullptr ? now_ : reads_->Reserve(now_);
    if (*place_ > now_) return;
    place_.reset();
    const bool alone = schedule_.IsAloneDue(now_) && (looks_.empty() || alone_in_a_row_ < kAloneInARow);
    alone_in_a_row_ = alone ? alone_in_a_row_ + 1 : 0;
    alone ? SendAlone() : SendPage();
  }
  place_.reset();  // Nothing to send any more.
}

void HubState::SendAlone() {
  const RequestPtr request = schedule_.TakeAlone();
  Send({request->id()}, request->page_rows.size(),
       [request](HubState* state, absl::StatusOr<JobSource::Rows> rows) {
         state->OnAloneRows(request, std::move(rows));
       });
}

void HubState::SendPage() {
  const std::shared_ptr<Look> look = looks_.front();
  std::vector<std::string> ids;
  for (const RequestPtr& request : look->requests) ids.push_back(request->id());
  Send(std::move(ids), look->sent++ * kMaxRowsInPoll,
       [look](HubState* state, absl::StatusOr<JobSource::Rows> rows) {
         state->OnPage(look.get(), std::move(rows));
       });
}

void HubState::Send(std::vector<std::string> ids, size_t offset, PollSender::PollDone done) {
  JobSource::Query query;
  query.request_ids = std::move(ids);
  query.limit = static_cast<int>(kMaxRowsInPoll);
  query.offset = static_cast<int>(offset);
  ++polls_in_flight_;
  sender_->SendPoll(std::move(query),
                    [done = std::move(done)](HubState* state, absl::StatusOr<JobSource::Rows> rows) mutable {
                      --state->polls_in_flight_;
                      std::move(done)(state, std::move(rows));
                    });
}

void HubState::OnAloneRows(const RequestPtr& request, absl::StatusOr<JobSource::Rows> rows) {
  if (request->groups.empty()) return;
  if (!rows.ok()) return OnError(request, now_, rows.status());
  const bool is_full = rows->size() >= kMaxRowsInPoll;
  std::move(rows->begin(), rows->end(), std::back_inserter(request->page_rows));
  if (is_full) return schedule_.At(request, request->due);  // The next page, before what fell due later.
  JobSource::Rows all = std::exchange(request->page_rows, {});
  if (all.empty() && request->jobs().empty()) return OnUnknown(request, UnknownRequest(request->id()));
  Changes changes;
  for (const std::shared_ptr<WatchGroup>& group : request->groups)
    changes[group];  // Also those for whom the snapshot is complete only now.
  for (v1::Job& row : all) TakeRow(request, std::move(row), &changes);
  request->read = true;
  request->ask_alone = false;
  PlanNext(request, now_);
  Announce(changes);
}

void HubState::OnPage(Look* look, absl::StatusOr<JobSource::Rows> rows) {
  ++look->answered;
  Changes changes;
  if (rows.ok()) {
    TakeRows(look, *std::move(rows), &changes);
  } else {
    look->failure = rows.status();
    look->pages = look->sent;  // The other pages would fare no better.
  }
  if (look->answered == look->pages) EndLook(*look);
  Announce(changes);
}

void HubState::TakeRows(Look* look, JobSource::Rows rows, Changes* changes) {
  for (v1::Job& row : rows) {
    const auto knows = [&](const RequestPtr& request) { return request->Has(row.job_id()); };
    const auto owner = look->requests.size() == 1
                           ? look->requests.begin()
                           : std::find_if(look->requests.begin(), look->requests.end(), knows);
    if (owner == look->requests.end()) {
      look->has_strange_row =
          true;  // A job that was added later; whose it is shows when each is asked alone.
    } else {
      TakeRow(*owner, std::move(row), changes);
    }
  }
}

void HubState::TakeRow(const RequestPtr& request, v1::Job row, Changes* changes) {
  if (request->groups.empty()) return;
  const SharedJob changed = request->Take(std::move(row));
  if (changed == nullptr) return;
  for (const std::shared_ptr<WatchGroup>& group : request->groups) (*changes)[group].push_back(changed);
}

void HubState::EndLook(const Look& look) {
  // Where one of several is to blame, each answers for itself when it is asked alone.
  const bool is_guilty_unknown =
      look.requests.size() > 1 && !look.failure.ok() && !IsMomentary(look.failure.code());
  for (const RequestPtr& request : look.requests) {
    if (request->groups.empty()) continue;
    if (look.has_strange_row || is_guilty_unknown) {
      request->ask_alone = true;
      schedule_.At(request, now_);
    } else if (!look.failure.ok()) {
      OnError(request, look.tick, look.failure);
    } else if (!request->finished()) {
      schedule_.After(request, {look.tick, look.tick - request->due, look.stretch}, now_);
    }
  }
}

void HubState::OnError(const RequestPtr& request, absl::Time base, const absl::Status& status) {
  request->page_rows.clear();
  if (IsMomentary(status.code())) {
    // Not before the wait that the status asks for.
    const absl::Time earliest = now_ + RetryDelayOf(status).value_or(absl::ZeroDuration()) -
                                request->interval * (1 - options_.jitter);
    PlanNext(request, std::max(base, earliest));
  } else if (absl::IsNotFound(status)) {
    OnUnknown(request, UnknownRequest(request->id()));
  } else {
    AnnounceEnd(request, status);
  }
}

// A new request may take a moment until it can be read.
void HubState::OnUnknown(const RequestPtr& request, const absl::Status& status) {
  if (!request->read && now_ < request->first_asked + options_.unknown_grace) return PlanNext(request, now_);
  AnnounceEnd(request, status);
}

}  // namespace cloudphone
