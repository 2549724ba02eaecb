#include "adapters/cph/call/cph_client.h"

#include <algorithm>
#include <utility>

#include "adapters/cph/call/batch_call.h"
#include "adapters/cph/call/request_check.h"
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

}  // namespace

CphClient::CphClient(const BindingTable* bindings, HttpTransport* transport, Timers* timers,
                     Endpoint endpoint, RetryOptions retry)
    : bindings_(bindings),
      endpoint_(std::move(endpoint)),
      retry_(retry),
      budget_(retry.budget_share, retry.budget_most),
      route_{transport, timers, &endpoint_, &retry_, &budget_} {}

absl::Time CphClient::UpstreamDeadline(const CallBinding& binding, absl::Time deadline) const {
  const absl::Time now = route_.timers->Now();
  if (deadline == absl::InfiniteFuture()) return now + binding.default_timeout();
  const absl::Duration left = deadline - now;
  return deadline - std::min(left / 10, absl::Milliseconds(200));
}

absl::StatusOr<std::shared_ptr<CphCall>> CphClient::Call(std::shared_ptr<const Message> request,
                                                         absl::Time deadline, CallDone done,
                                                         Repeats repeats) {
  const CallBinding* binding = bindings_->Find(request->GetDescriptor());
  if (binding == nullptr) return absl::InternalError("no upstream call is bound to this request");
  if (absl::Status checked = ViolationStatus(CheckCall(*binding, *request)); !checked.ok()) return checked;
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
  inputs.request = request;
  inputs.whole = std::move(request);
  inputs.deadline = UpstreamDeadline(*binding, deadline);
  inputs.may_repeat = repeats == Repeats::kAllowed;
  if (!binding->targets.empty()) return BatchCall::Start(route_, std::move(inputs), std::move(done));
  return CallAttempts::Start(route_, std::move(inputs), std::move(done));
}

}  // namespace cloudphone
