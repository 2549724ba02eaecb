#include "service/gateway/resources/wait_plan.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "adapters/cph/call/request_check.h"

namespace cloudphone {
namespace {

constexpr char kMissing[] = "PARAMETER_MISSING";
constexpr char kInvalid[] = "PARAMETER_INVALID";

// Adds what is wrong with the fields that every wait has; `known` says whether the condition is one.
template <typename Request>
std::vector<Violation> CheckWait(const Request& request, bool known) {
  std::vector<Violation> found;
  if (request.condition() == 0) {
    found.push_back({"condition", kMissing, "must be set"});
  } else if (!known) {
    found.push_back(
        {"condition", kInvalid,
         absl::StrCat("is nothing that can be waited for: ", static_cast<int>(request.condition()))});
  }
  if (request.wait_timeout().seconds() < 0 || request.wait_timeout().nanos() < 0)
    found.push_back({"wait_timeout", kInvalid, "must not be less than zero"});
  return found;
}

template <typename Request>
absl::Duration TimeoutOf(const Request& request) {
  if (!request.has_wait_timeout()) return kDefaultWait;
  return std::min(
      absl::Seconds(request.wait_timeout().seconds()) + absl::Nanoseconds(request.wait_timeout().nanos()),
      kLongestWait);
}

}  // namespace

absl::StatusOr<WaitPlan> PlanWait(const v1::WaitPhonesRequest& request) {
  const std::vector<Violation> found = CheckWait(request, v1::PhoneCondition_IsValid(request.condition()));
  if (!found.empty()) return ViolationStatus(found);
  WaitPlan plan;
  plan.ids.assign(request.phone_ids().begin(), request.phone_ids().end());
  plan.outlook = [condition = request.condition()](const google::protobuf::Message& phone) {
    return PhoneOutlook(condition, static_cast<const v1::Phone&>(phone).state());
  };
  plan.timeout = TimeoutOf(request);
  return plan;
}

absl::StatusOr<WaitPlan> PlanWait(const v1::WaitServersRequest& request) {
  std::vector<Violation> found = CheckWait(request, v1::ServerCondition_IsValid(request.condition()));
  const bool wants_model = request.condition() == v1::SERVER_CONDITION_MODEL_CHANGED;
  if (wants_model && request.server_model_name().empty())
    found.push_back({"server_model_name", kMissing, "must be set where the condition is MODEL_CHANGED"});
  if (!found.empty()) return ViolationStatus(found);
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
  plan.timeout = TimeoutOf(request);
  return plan;
}

absl::Time WaitEnd(absl::Time now, absl::Time deadline, absl::Duration timeout) {
  if (timeout == absl::ZeroDuration()) timeout = kLongestLook;
  if (deadline == absl::InfiniteFuture()) return now + timeout;
  const absl::Time last = deadline - std::min((deadline - now) / 10, absl::Milliseconds(200));
  return std::min(now + timeout, last);
}

}  // namespace cloudphone
