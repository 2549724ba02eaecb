#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_WATCHER_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_WATCHER_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "cloudphone/v1/job.pb.h"

namespace cloudphone {

// One state of one job, shared by everybody who is told of it.
using SharedJob = std::shared_ptr<const v1::Job>;

// Who watches jobs. The hub calls on its own thread, one call at a time, under no lock that a watcher could
// want; a watcher must not wait. OnEnd is the last call.
class JobWatcher {
 public:
  virtual ~JobWatcher() = default;

  // Every job of the watch, once each of its requests has been read.
  virtual void OnSnapshot(absl::Span<const SharedJob> jobs, const v1::JobProgress& progress) = 0;
  // The jobs that changed.
  virtual void OnChange(absl::Span<const SharedJob> jobs, const v1::JobProgress& progress) = 0;
  // Nothing changed for a while. `progress` is null before the snapshot.
  virtual void OnHeartbeat(const v1::JobProgress* progress) = 0;
  // OK: every job is final.
  virtual void OnEnd(absl::Status status) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_WATCHER_H_
