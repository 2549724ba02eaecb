#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_UPDATE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_UPDATE_H_

#include <memory>
#include <mutex>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "cloudphone/v1/job.pb.h"

namespace cloudphone {

// One state of one job, shared by everybody who is told of it.
using SharedJob = std::shared_ptr<const v1::Job>;

// What the watchers of the same requests are told at one moment: all jobs or those that changed, and the
// counts. Made once and shared by all of them; constant; any thread.
class JobUpdate {
 public:
  JobUpdate(std::vector<SharedJob> jobs, v1::JobProgress progress)
      : jobs_(std::move(jobs)), progress_(std::move(progress)) {}

  const std::vector<SharedJob>& jobs() const { return jobs_; }
  const v1::JobProgress& progress() const { return progress_; }

  // The form in which it is sent: what `encode` makes of it for whoever asks first, so that ten thousand
  // streams cost one serialisation. All who ask must want the same Form of one `encode`. Lives as long as the
  // update.
  template <typename Form>
  const Form& Encoded(Form (*encode)(const JobUpdate&)) const {
    std::call_once(encoded_once_, [&] { encoded_ = std::make_shared<const Form>(encode(*this)); });
    return *static_cast<const Form*>(encoded_.get());
  }

 private:
  const std::vector<SharedJob> jobs_;
  const v1::JobProgress progress_;
  mutable std::once_flag encoded_once_;
  mutable std::shared_ptr<const void> encoded_;
};
using SharedUpdate = std::shared_ptr<const JobUpdate>;

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_UPDATE_H_
