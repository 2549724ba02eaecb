#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_WATCHER_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_WATCHER_H_

#include "absl/status/status.h"
#include "cloudphone/v1/job.pb.h"
#include "service/gateway/jobs/job_update.h"

namespace cloudphone {

// Who watches jobs. The hub calls on its own thread, one call at a time, under no lock that a watcher could
// want; a watcher must not wait. OnEnd is the last call. States of a job come in their order, none twice.
class JobWatcher {
 public:
  virtual ~JobWatcher() = default;

  // Every job of the watch, once each of its requests has been read.
  virtual void OnSnapshot(const SharedUpdate& update) = 0;
  // The jobs that changed.
  virtual void OnChange(const SharedUpdate& update) = 0;
  // Nothing changed for a while. `progress` is null before the snapshot.
  virtual void OnHeartbeat(const v1::JobProgress* progress) = 0;
  // OK: every job is final. DEADLINE_EXCEEDED: the time until which it was to be watched has come.
  virtual void OnEnd(absl::Status status) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_WATCHER_H_
