#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_HUB_OPTIONS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_HUB_OPTIONS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace cloudphone {

// How the hub uses time and the upstream; the defaults are the contract's.
struct JobHubOptions {
  // Between two looks at a request: the first, growing by `growth` to the largest, each give or take
  // `jitter`, which is also what it gives to share a tick with others (LookSchedule).
  absl::Duration first_interval = absl::Milliseconds(500);
  double growth = 1.5;
  absl::Duration max_interval = absl::Seconds(10);
  double jitter = 0.2;
  // How long an id that nobody has read yet may be unknown before it is called so.
  absl::Duration unknown_grace = absl::Seconds(30);
  absl::Duration poll_timeout = absl::Seconds(10);
  int max_polls_in_flight = 8;
  // How many watchers are told in one turn; then other work of the hub, such as a new watch, has its turn.
  int slice = 500;

  absl::Duration heartbeat = absl::Seconds(25);
  // A watch ends with `age_status` when it is this old, less up to a tenth so that not all come back
  // together.
  absl::Duration max_age = absl::Minutes(30);
  absl::Status age_status = absl::UnavailableError("the watch has grown old");

  uint64_t seed = 1;  // Of the jitter.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_HUB_OPTIONS_H_
