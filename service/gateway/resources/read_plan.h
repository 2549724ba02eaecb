#ifndef CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_READ_PLAN_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_READ_PLAN_H_

#include <cstdint>
#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "adapters/runtime/rate_budget.h"

namespace cloudphone {

// Which poller reads when: in the order of their times, a bounded number at once, each read paid from the
// account's budget. Knows pollers by their serials. Not thread-safe; has no clock of its own.
class ReadPlan {
 public:
  // `reads` outlives it; null: no bound.
  ReadPlan(int max_in_flight, RateBudget* reads) : max_in_flight_(max_in_flight), reads_(reads) {}

  // The poller's next read is due then, and no other.
  void Schedule(uint64_t poller, absl::Time due);
  void Forget(uint64_t poller);

  // The poller whose read is to be sent now, or zero. It is then in flight, and no longer planned.
  uint64_t TakeNext(absl::Time now);
  void OnAnswer() { --in_flight_; }

  // When TakeNext() may have one; an answer may make it earlier.
  absl::Time NextTime() const;

 private:
  const int max_in_flight_;
  RateBudget* const reads_;
  std::map<std::pair<absl::Time, uint64_t>, uint64_t> due_;  // By time and order of coming.
  absl::flat_hash_map<uint64_t, std::pair<absl::Time, uint64_t>> places_;
  uint64_t last_place_ = 0;
  // A place in the budget's line; whoever is first when it comes uses it.
  absl::Time paid_ = absl::InfiniteFuture();
  int in_flight_ = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_READ_PLAN_H_
