#ifndef CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_HUB_OPTIONS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_HUB_OPTIONS_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace cloudphone {

// How the hub uses time and the upstream; the defaults are the contract's.
struct ResourceHubOptions {
  // Between the end of a look and the begin of the next, for each page that a look needs; up to `jitter`
  // longer, never shorter.
  absl::Duration page_interval = absl::Seconds(2);
  double jitter = 0.2;
  // The longest pause between two tries of a read that fails; RetryInfo may ask for more.
  absl::Duration max_backoff = absl::Minutes(1);
  absl::Duration read_timeout = absl::Seconds(10);
  int max_reads_in_flight = 8;
  // How many missing resources of one filter are asked about at once.
  size_t max_doubts_asked = 4;
  // Up to so many ids are followed one by one, more by the list of all.
  size_t max_followed_alone = 8;

  // How many watchers are told something in one turn.
  size_t max_told_in_turn = 500;
  absl::Duration heartbeat = absl::Seconds(25);
  // A watch ends with `age_status` when it is this old, less up to a tenth so that not all come back
  // together.
  absl::Duration max_age = absl::Minutes(30);
  absl::Status age_status = absl::UnavailableError("the watch has grown old");

  uint64_t seed = 1;  // Of the jitter.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_HUB_OPTIONS_H_
