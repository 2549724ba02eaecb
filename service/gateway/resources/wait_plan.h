#ifndef CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_WAIT_PLAN_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_WAIT_PLAN_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
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
};

// The plan of a request whose fields have been checked by their options: its condition is one.
// INVALID_ARGUMENT naming server_model_name where the condition is MODEL_CHANGED and no model is named.
absl::StatusOr<WaitPlan> PlanWait(const v1::WaitPhonesRequest& request);
absl::StatusOr<WaitPlan> PlanWait(const v1::WaitServersRequest& request);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_WAIT_PLAN_H_
