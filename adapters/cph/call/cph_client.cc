#include "adapters/cph/call/cph_client.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/cph/call/batch_call.h"
#include "adapters/cph/call/request_check.h"
#include "adapters/cph/call/request_fields.h"
#include "adapters/cph/call/scratch_responses.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;

// A call that was only to be checked: it is over, and cannot be cancelled any more.
class CheckedCall final : public CphCall {
 public:
  void Cancel() override {}
};

bool OnlyValidates(const CallBinding& binding, const Message& request) {
  return binding.validate_only != nullptr && request.GetReflection()->GetBool(request, binding.validate_only);
}

RateQueue::Options TurnsOf(const SyncCommandLimits& limits) {
  RateQueue::Options options;
  options.turns = limits.calls_per_minute;
  return options;
}

// What the billing service takes of each operation, from an account; here all share it.
RateQueue::Options BillingTurns() {
  RateQueue::Options options;
  options.turns = 10;
  options.window = absl::Seconds(1);
  options.margin = absl::Milliseconds(200);
  return options;
}

}  // namespace

CphClient::CphClient(const BindingTable* bindings, HttpTransport* transport, Timers* timers,
                     Endpoint endpoint, RetryOptions retry, SyncCommandLimits sync_commands)
    : bindings_(bindings),
      endpoint_(std::move(endpoint)),
      retry_(retry),
      sync_commands_(sync_commands),
      budget_(retry.budget_share, retry.budget_most),
      sync_turns_(timers, TurnsOf(sync_commands)),
      billing_turns_(timers, BillingTurns()),
      route_{transport, timers, &endpoint_, &retry_, &budget_, &sync_turns_, &billing_turns_} {}

absl::Time CphClient::UpstreamDeadline(const CallBinding& binding, absl::Time deadline) const {
  const absl::Time now = route_.timers->Now();
  if (deadline == absl::InfiniteFuture()) return now + binding.default_timeout();
  const absl::Duration left = deadline - now;
  return deadline - std::min(left / 10, absl::Milliseconds(200));
}

// The limit of the budget is one of phones: how many a server has nobody knows here.
size_t CphClient::MostTargets(const CallBinding& binding, const TargetPlan& targets) const {
  if (binding.call.budget().empty() || targets.fans_out) return targets.max_targets;
  return std::min(targets.max_targets, sync_commands_.phones_per_call);
}

absl::Status CphClient::Check(const CallBinding& binding, const Message& request) const {
  Violations violations = CheckCall(binding, request);
  const TargetPlan* targets = TargetsOf(binding, request);
  // A call with a budget is one turn of it, so it is never split.
  if (!binding.call.budget().empty() && targets != nullptr) {
    const size_t most = MostTargets(binding, *targets);
    const size_t given = TargetIds(*targets, request).size();
    if (given > most && violations.empty())
      violations.push_back({targets->list->field->name(), kListTooLong,
                            absl::StrCat("must have at most ", most, " items, not ", given)});
  }
  return ViolationStatus(violations);
}

absl::Status CphClient::Check(const Message& request) const {
  const CallBinding* binding = bindings_->Find(request.GetDescriptor());
  if (binding == nullptr) return absl::InternalError("no upstream call is bound to this request");
  return Check(*binding, request);
}

absl::StatusOr<std::shared_ptr<CphCall>> CphClient::Call(std::shared_ptr<const Message> request,
                                                         absl::Time deadline, CallDone done, Repeats repeats,
                                                         CallHooks hooks) {
  const CallBinding* binding = bindings_->Find(request->GetDescriptor());
  if (binding == nullptr) return absl::InternalError("no upstream call is bound to this request");
  if (absl::Status checked = Check(*binding, *request); !checked.ok()) return checked;
  if (OnlyValidates(*binding, *request)) {
    route_.timers->RunAt(route_.timers->Now(), [binding, done = std::move(done)]() mutable {
      CallResult result;
      result.response = ScratchResponses::Get(*binding);
      std::move(done)(std::move(result));
    });
    return std::make_shared<CheckedCall>();
  }
  CallInputs inputs;
  inputs.binding = binding;
  if (const TargetPlan* targets = TargetsOf(*binding, *request))
    inputs.most_targets = MostTargets(*binding, *targets);
  inputs.request = request;
  inputs.whole = std::move(request);
  inputs.deadline = UpstreamDeadline(*binding, deadline);
  inputs.may_repeat = repeats == Repeats::kAllowed;
  inputs.hooks = std::move(hooks);
  if (!binding->targets.empty()) return BatchCall::Start(route_, std::move(inputs), std::move(done));
  return CallAttempts::Start(route_, std::move(inputs), std::move(done));
}

}  // namespace cloudphone
