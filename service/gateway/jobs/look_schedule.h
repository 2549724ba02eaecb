#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_LOOK_SCHEDULE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_LOOK_SCHEDULE_H_

#include <cstdint>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "service/gateway/jobs/job_hub_options.h"
#include "service/gateway/jobs/watched_request.h"

namespace cloudphone {

// When each request is looked at next. Those that must be asked alone go one by one. The others go in ticks:
// a tick is the moment at which one of them is due, and takes along all whose own time has begun, give or
// take the jitter. A request takes the time of a tick that fits it rather than a time of its own, so requests
// which began apart come to share one tick, and the jitter is that of the tick. Not thread-safe; has no clock
// of its own.
class LookSchedule {
 public:
  explicit LookSchedule(const JobHubOptions& options) : options_(options), random_(options.seed) {}

  // How the last look went.
  struct Last {
    absl::Time time;
    // How much later it came than it was due: whom a long tick held up may go with it the next time, or it
    // would hold them up for ever.
    absl::Duration held_up = absl::ZeroDuration();
    double stretch = 1;  // How much longer than the interval it is to the next one.
  };
  // Plans the next look one interval of the request after the last one, not before `now`; the interval grows.
  void After(const RequestPtr& request, const Last& last, absl::Time now);
  // Plans it for `due`.
  void At(const RequestPtr& request, absl::Time due);
  void Drop(const WatchedRequest& request);

  // Of the next look; InfiniteFuture without any.
  absl::Time NextDue() const;
  bool IsAloneDue(absl::Time now) const { return !alone_.empty() && alone_.begin()->first.first <= now; }

  // Takes the one to be asked alone that is due the longest. There must be one.
  RequestPtr TakeAlone();
  // A tick if one is due: takes its requests, those that are due the longest first.
  std::vector<RequestPtr> TakeTick(absl::Time now);

 private:
  using Queue = std::map<std::pair<absl::Time, uint64_t>, RequestPtr>;

  const JobHubOptions& options_;
  std::mt19937_64 random_;
  Queue alone_;
  Queue shared_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_LOOK_SCHEDULE_H_
