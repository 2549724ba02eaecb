#include "service/gateway/resources/wait_plan.h"

#include "adapters/cph/call/request_check.h"

namespace cloudphone {
absl::StatusOr<WaitPlan> PlanWait(const v1::WaitPhonesRequest& request) {
  WaitPlan plan;
  plan.ids.assign(request.phone_ids().begin(), request.phone_ids().end());
  plan.outlook = [condition = request.condition()](const google::protobuf::Message& phone) {
    return PhoneOutlook(condition, static_cast<const v1::Phone&>(phone).state());
  };
  return plan;
}

absl::StatusOr<WaitPlan> PlanWait(const v1::WaitServersRequest& request) {
  const bool wants_model = request.condition() == v1::SERVER_CONDITION_MODEL_CHANGED;
  if (wants_model && request.server_model_name().empty())
    return ViolationStatus(
        {{"server_model_name", "PARAMETER_MISSING", "must be set to wait for MODEL_CHANGED"}});
  WaitPlan plan;
  plan.ids.assign(request.server_ids().begin(), request.server_ids().end());
  plan.outlook = [condition = request.condition(), wants_model,
                  model = request.server_model_name()](const google::protobuf::Message& message) {
    const auto& server = static_cast<const v1::Server&>(message);
    const Outlook outlook = ServerOutlook(condition, server.state());
    const bool other_model = wants_model && server.server_model_name() != model;
    return outlook == Outlook::kReached && other_model ? Outlook::kWaiting : outlook;
  };
  plan.gone_is_reached = request.condition() == v1::SERVER_CONDITION_DELETED;
  plan.with_phones = request.condition() == v1::SERVER_CONDITION_PHONES_RUNNING;
  return plan;
}

}  // namespace cloudphone
