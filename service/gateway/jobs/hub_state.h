#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_HUB_STATE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_HUB_STATE_H_

#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "service/gateway/jobs/job_hub_options.h"
#include "service/gateway/jobs/job_source.h"
#include "service/gateway/jobs/job_watcher.h"
#include "service/gateway/jobs/poll_plan.h"
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
  // `sender` outlives it.
  HubState(PollSender* sender, JobHubOptions options);

  // Around all work of a turn.
  void BeginTurn(absl::Time now) { now_ = now; }
  // Does what is due; returns when a turn is needed next.
  absl::Time EndTurn();

  void AddWatch(WatchId id, std::vector<std::string> request_ids, std::weak_ptr<JobWatcher> watcher);
  void RemoveWatch(WatchId id);

 private:
  struct Watch {
    std::weak_ptr<JobWatcher> watcher;
    std::vector<WatchedRequest*> requests;
    bool told = false;  // The snapshot was sent.
    absl::Time heartbeat;
    absl::Time end;
    absl::Time alarm() const { return std::min(heartbeat, end); }
  };
  using Changes = std::map<WatchId, std::vector<SharedJob>>;

  WatchedRequest* Want(const std::string& request_id);
  void Leave(WatchedRequest* request, WatchId id);
  void EndWatch(WatchId id, absl::Status status);
  void EndRequest(WatchedRequest* request, const absl::Status& status);
  v1::JobProgress ProgressOf(const Watch& watch) const;
  void Tell(WatchId id, absl::Span<const SharedJob> changed);
  void TellAll(const Changes& changes);
  void RingAlarms();

  void SendDuePolls();
  void Send(const Poll& poll, int offset);
  void OnAnswer(const std::vector<std::string>& ids, int offset, absl::StatusOr<JobSource::Rows> rows);
  void OnError(const std::vector<WatchedRequest*>& asked, const absl::Status& status);
  void OnRowsOfOne(WatchedRequest* request, int offset, JobSource::Rows rows);
  void OnRowsOfMany(const std::vector<WatchedRequest*>& asked, JobSource::Rows rows);
  void OnUnknown(WatchedRequest* request, const absl::Status& status);
  void TakeRow(WatchedRequest* request, v1::Job row, Changes* changes);
  void Schedule(WatchedRequest* request, absl::Time due);
  void ScheduleNext(WatchedRequest* request, absl::Duration at_least = absl::ZeroDuration());
  absl::Duration Jitter(absl::Duration interval);
  void SetAlarm(WatchId id, Watch* watch);

  PollSender* const sender_;
  const JobHubOptions options_;
  std::mt19937_64 random_;
  absl::Time now_;
  absl::flat_hash_map<std::string, std::unique_ptr<WatchedRequest>> requests_;
  std::set<std::pair<absl::Time, WatchedRequest*>> due_;
  std::map<WatchId, Watch> watches_;
  std::set<std::pair<absl::Time, WatchId>> alarms_;
  int polls_in_flight_ = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_HUB_STATE_H_
