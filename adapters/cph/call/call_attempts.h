#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_CALL_ATTEMPTS_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_CALL_ATTEMPTS_H_

#include <cstddef>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "adapters/cph/binding/call_binding.h"
#include "adapters/cph/call/cph_call.h"
#include "adapters/cph/call/request_builder.h"
#include "adapters/cph/call/retry_budget.h"
#include "adapters/cph/call/retry_policy.h"
#include "adapters/http/http_transport.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/rate_queue.h"
#include "adapters/runtime/timers.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// What the calls of one account are made with. All of it outlives them.
struct CallRoute {
  HttpTransport* transport;
  Timers* timers;
  const Endpoint* endpoint;
  const RetryOptions* retry;
  RetryBudget* budget;
  RateQueue* sync_turns;     // Of the calls whose binding names the budget "sync_shell",
  RateQueue* billing_turns;  // and of those that name the only other one, "billing".
};

// What one upstream call is made of.
struct CallInputs {
  const CallBinding* binding;
  std::shared_ptr<const google::protobuf::Message> request;
  // The request of the caller, which `request` may be a part of: errors name its fields.
  std::shared_ptr<const google::protobuf::Message> whole;
  absl::Time deadline;  // Of the exchange, the wait for its turn included.
  bool may_repeat = true;
  size_t most_targets = 0;  // How many targets one upstream call may name; 0 where the call is no batch.
  CallHooks hooks;
};

// One upstream call: sent, and sent again after a failure as far as policy, budget and deadline allow. Where
// the binding names a rate budget each attempt waits for its turn first; one whose turn cannot come before
// the deadline is not made: RESOURCE_EXHAUSTED, RATE_LIMITED, nothing of it sent.
class CallAttempts final : public CphCall, public std::enable_shared_from_this<CallAttempts> {
 public:
  // Makes the call; `done` as for CphClient::Call.
  static std::shared_ptr<CallAttempts> Start(const CallRoute& route, CallInputs inputs, CallDone done);

  void Cancel() override;

  // For Start().
  CallAttempts(const CallRoute& route, CallInputs inputs, CallDone done);

 private:
  // Where a call with a budget waits.
  RateQueue* Turns() const;
  // Makes an attempt: now, or when its turn comes.
  void Attempt();
  void OnTurn();
  void Send();
  void OnAnswer(HttpResult result);
  // Arranges the next attempt; false where there is to be none.
  bool Repeat(const absl::Status& status, const AnswerInfo& info);
  void EndWaiting();
  void End(CallResult result);

  const CallRoute route_;
  const CallInputs inputs_;
  CallDone done_;  // Only the one who ends the call touches it.

  Mutex mutex_;
  int attempt_ ABSL_GUARDED_BY(mutex_) = 0;
  HttpTransport::CallId sent_ ABSL_GUARDED_BY(mutex_) = 0;  // Of this attempt; 0 while nothing is out.
  Timers::Id waiting_ ABSL_GUARDED_BY(mutex_) = 0;          // For the next attempt, or to end without one.
  RateQueue::Id turn_ ABSL_GUARDED_BY(mutex_) = 0;          // Of the next attempt.
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_CALL_ATTEMPTS_H_
