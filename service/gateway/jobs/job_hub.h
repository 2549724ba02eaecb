#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_HUB_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_HUB_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "adapters/runtime/timers.h"
#include "service/gateway/jobs/job_hub_options.h"
#include "service/gateway/jobs/job_source.h"
#include "service/gateway/jobs/job_watcher.h"
#include "service/gateway/jobs/watched_request.h"

namespace cloudphone {

class HubTurns;

// Watches jobs for any number of watchers with as few looks as possible: one poller for all who want the same
// request, one poll for many requests, none without watchers. Thread-safe; all work is done in turns on the
// thread of its timers.
class JobHub {
 public:
  // `source` and `timers` outlive it. Callbacks of the source may come later still: they do nothing then.
  JobHub(JobSource* source, Timers* timers, JobHubOptions options);
  // Waits for the turn that runs. Watchers that are left are told nothing more.
  ~JobHub();

  // Tells `watcher` of the jobs of the requests (each once) until all are final, it is unwatched, or it is
  // gone.
  WatchId Watch(std::vector<std::string> request_ids, std::weak_ptr<JobWatcher> watcher);

  // Ends a watch; its watcher may still be told something for a moment. Unknown ids are ignored.
  void Unwatch(WatchId id);

 private:
  const std::shared_ptr<HubTurns> turns_;
  std::atomic<WatchId> last_id_{0};
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_HUB_H_
