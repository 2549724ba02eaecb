#ifndef CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_WAIT_PLAN_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_WAIT_PLAN_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "service/gateway/resources/resource_type.h"
#include "service/gateway/resources/wait_conditions.h"

namespace cloudphone {

// What is waited for, whatever it is.
struct WaitPlan {
  std::vector<std::string> ids;
  // What a resource, as it was seen, says of the condition.
  std::function<Outlook(const google::protobuf::Message& resource)> outlook;
  // Whether a resource that is gone is what was waited for.
  bool gone_is_reached = false;
  // Whether also each phone of a server must run.
  bool with_phones = false;
  absl::Duration timeout;
};

// The contract's times to wait.
constexpr absl::Duration kDefaultWait = absl::Seconds(30);
constexpr absl::Duration kLongestWait = absl::Minutes(10);
// A wait without time looks once; this is how long that may take.
constexpr absl::Duration kLongestLook = absl::Seconds(10);

// The plan of a request whose fields have been checked by their options. INVALID_ARGUMENT naming the field:
// a condition that is not set or unknown, a wait_timeout below zero, MODEL_CHANGED without a model.
absl::StatusOr<WaitPlan> PlanWait(const v1::WaitPhonesRequest& request);
absl::StatusOr<WaitPlan> PlanWait(const v1::WaitServersRequest& request);

// When to answer at the latest: after `timeout`, or a look where that is zero, but in time for the answer to
// reach a caller with this deadline, so less min(10 %, 200 ms) of what is left of it.
absl::Time WaitEnd(absl::Time now, absl::Time deadline, absl::Duration timeout);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_WAIT_PLAN_H_
