#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_HUB_STATE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_HUB_STATE_H_

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/optional.h"
#include "adapters/runtime/rate_budget.h"
#include "service/gateway/jobs/job_hub_options.h"
#include "service/gateway/jobs/job_source.h"
#include "service/gateway/jobs/job_watcher.h"
#include "service/gateway/jobs/look_schedule.h"
#include "service/gateway/jobs/poll_plan.h"
#include "service/gateway/jobs/watch_group.h"
#include "service/gateway/jobs/watched_request.h"

namespace cloudphone {

class HubState;

// How the hub's state asks the upstream; `done` runs in a later turn.
class PollSender {
 public:
  using PollDone = absl::AnyInvocable<void(HubState*, absl::StatusOr<JobSource::Rows>) &&>;
  virtual ~PollSender() = default;
  virtual void SendPoll(JobSource::Query query, PollDone done) = 0;
};

// Who watches what, what is known of it, and when to do something next. Lives in the hub's turns: not
// thread-safe, has no clock of its own.
class HubState {
 public:
  // `sender` outlives it, and so does `reads` (null: no bound).
  HubState(PollSender* sender, JobHubOptions options, RateBudget* reads);

  // Around all work of a turn.
  void BeginTurn(absl::Time now) { now_ = now; }
  // Does what is due, of what is to be told no more than a slice; returns when a turn is needed next.
  absl::Time EndTurn();

  void AddWatch(WatchId id, const std::vector<std::string>& request_ids, std::weak_ptr<JobWatcher> watcher,
                absl::Time until);
  void RemoveWatch(WatchId id);

 private:
  struct Watch {
    std::weak_ptr<JobWatcher> watcher;
    std::shared_ptr<WatchGroup> group;
    uint64_t seen = 0;  // Number of the last news that it knows; zero: not even the snapshot.
    absl::Time heartbeat;
    absl::Time end;
    bool ends_by_age = true;
    absl::Time alarm;  // Its place in alarms_; a message does not move it.
  };
  // What the watches of a group are still to be told.
  struct News {
    uint64_t number = 0;
    std::shared_ptr<WatchGroup> group;
    SharedUpdate update;  // Null: only the end.
    bool is_snapshot = false;
    absl::optional<absl::Status> end;
    WatchId told = 0;  // The last one told; the others follow in the order of their ids.
  };
  struct Look : PlannedLook {
    absl::Time tick;     // When it was planned.
    double stretch = 1;  // Of the interval to the next look.
    size_t sent = 0;     // Pages.
    size_t answered = 0;
    bool has_strange_row = false;
    absl::Status failure;
  };
  using Changes = std::map<std::shared_ptr<WatchGroup>, std::vector<SharedJob>>;

  // hub_watches.cc: who watches.
  RequestPtr Want(const std::string& request_id);
  std::shared_ptr<WatchGroup> GroupOf(const std::vector<std::string>& request_ids);
  void EndGroup(WatchGroup* group);
  void EndWatch(WatchId id, absl::Status status);
  void SetAlarm(WatchId id, Watch* watch);
  int RingAlarms(int most);

  // hub_news.cc: what they are told.
  void Announce(const Changes& changes);
  void AnnounceEnd(const RequestPtr& request, const absl::Status& status);
  int TellNews(int most);
  void Tell(const News& news, WatchId id);

  // hub_polls.cc: asking the upstream.
  bool HasPoll();
  void PlanTick();
  void SendPolls();
  void SendAlone();
  void SendPage();
  void Send(std::vector<std::string> ids, size_t offset, PollSender::PollDone done);
  void OnAloneRows(const RequestPtr& request, absl::StatusOr<JobSource::Rows> rows);
  void OnPage(Look* look, absl::StatusOr<JobSource::Rows> rows);
  void TakeRows(Look* look, JobSource::Rows rows, Changes* changes);
  void TakeRow(const RequestPtr& request, v1::Job row, Changes* changes);
  void EndLook(const Look& look);
  void OnError(const RequestPtr& request, absl::Time base, const absl::Status& status);
  void OnUnknown(const RequestPtr& request, const absl::Status& status);
  void PlanNext(const RequestPtr& request, absl::Time base);

  PollSender* const sender_;
  const JobHubOptions options_;
  RateBudget* const reads_;
  std::mt19937_64 random_;
  absl::Time now_;

  absl::flat_hash_map<std::string, RequestPtr> requests_;
  absl::flat_hash_map<std::vector<WatchedRequest*>, std::shared_ptr<WatchGroup>> groups_;
  absl::flat_hash_map<WatchId, Watch> watches_;
  std::set<std::pair<absl::Time, WatchId>> alarms_;
  uint64_t last_request_ = 0;

  std::deque<News> news_;
  uint64_t last_news_ = 1;

  LookSchedule schedule_;
  std::deque<std::shared_ptr<Look>> looks_;  // Of the last tick, not all of whose pages have been asked.
  absl::optional<absl::Time> place_;         // In the line for reads.
  int alone_in_a_row_ = 0;                   // The last polls.
  int polls_in_flight_ = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_HUB_STATE_H_
