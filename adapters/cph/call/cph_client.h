#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_CPH_CLIENT_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_CPH_CLIENT_H_

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/cph/binding/call_binding.h"
#include "adapters/cph/call/call_attempts.h"
#include "adapters/cph/call/cph_call.h"
#include "adapters/cph/call/request_builder.h"
#include "adapters/cph/call/retry_budget.h"
#include "adapters/cph/call/retry_policy.h"
#include "adapters/http/http_transport.h"
#include "adapters/runtime/rate_queue.h"
#include "adapters/runtime/timers.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// What an account may do by synchronous commands: the limits that the vendor documents, of a user,
// whoever else calls for the same user.
struct SyncCommandLimits {
  size_t calls_per_minute = 6;
  size_t phones_per_call = 15;
};

// Makes the vendor's REST calls of one account: checks, translates, splits, sends, repeats, reads.
// Thread-safe. What it is given, and itself, must outlive every call.
class CphClient {
 public:
  // Whether a call may be made again after a momentary failure. A poller that asks again anyway says no.
  enum class Repeats { kAllowed, kNone };

  CphClient(const BindingTable* bindings, HttpTransport* transport, Timers* timers, Endpoint endpoint,
            RetryOptions retry = RetryOptions(), SyncCommandLimits sync_commands = SyncCommandLimits());

  // Starts the call that the type of `request` is bound to (BindingTable::Find). A request that cannot go out
  // is an error at once, INVALID_ARGUMENT naming the field; `done` is then dropped. Otherwise `done` runs
  // exactly once, never inside Call(). With validate_only the call ends there, with an empty response.
  //   deadline  of the caller; absl::InfiniteFuture() takes the binding's default. The exchanges get what is
  //   left of
  //             it less a margin, so that the answer still reaches the caller.
  absl::StatusOr<std::shared_ptr<CphCall>> Call(std::shared_ptr<const google::protobuf::Message> request,
                                                absl::Time deadline, CallDone done,
                                                Repeats repeats = Repeats::kAllowed,
                                                CallHooks hooks = CallHooks());

  // What Call() says at once of a request that cannot go out; OK of one that can. Sends nothing.
  absl::Status Check(const google::protobuf::Message& request) const;

  const SyncCommandLimits& sync_commands() const { return sync_commands_; }

  const BindingTable& bindings() const { return *bindings_; }

 private:
  absl::Time UpstreamDeadline(const CallBinding& binding, absl::Time deadline) const;
  size_t MostTargets(const CallBinding& binding, const TargetPlan& targets) const;
  absl::Status Check(const CallBinding& binding, const google::protobuf::Message& request) const;

  const BindingTable* const bindings_;
  const Endpoint endpoint_;
  const RetryOptions retry_;
  const SyncCommandLimits sync_commands_;
  RetryBudget budget_;
  RateQueue sync_turns_;
  RateQueue billing_turns_;
  const CallRoute route_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_CPH_CLIENT_H_
