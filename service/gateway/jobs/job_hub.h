#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_HUB_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_HUB_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "adapters/runtime/rate_budget.h"
#include "adapters/runtime/timers.h"
#include "service/gateway/jobs/job_hub_options.h"
#include "service/gateway/jobs/job_source.h"
#include "service/gateway/jobs/job_watcher.h"
#include "service/gateway/jobs/watch_group.h"

namespace cloudphone {

class HubTurns;

// Watches jobs for any number of watchers with as few looks as possible: one poller for all who want the same
// request, one poll for many requests, none without watchers. All requests whose jobs are known come to be
// looked at together, in ticks: the polls of one are what PlanLooks() makes of them. Thread-safe; all work is
// done in turns on the thread of its timers.
class JobHub {
 public:
  // `source`, `timers` and `reads` outlive it. Callbacks of the source may come later still: they do nothing
  // then. `reads` is the budget of all who poll the same account; null: no bound. When it is short, polls
  // wait.
  JobHub(JobSource* source, Timers* timers, JobHubOptions options, RateBudget* reads = nullptr);
  // Waits for the turn that runs. Watchers that are left are told nothing more.
  ~JobHub();

  // Tells `watcher` of the jobs of the requests until all are final, it is unwatched, it is gone,
  // or `until` has come.
  WatchId Watch(std::vector<std::string> request_ids, std::weak_ptr<JobWatcher> watcher,
                absl::Time until = absl::InfiniteFuture());

  // Ends a watch; its watcher may still be told something for a moment. Unknown ids are ignored.
  void Unwatch(WatchId id);

 private:
  const std::shared_ptr<HubTurns> turns_;
  std::atomic<WatchId> last_id_{0};
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_HUB_H_
