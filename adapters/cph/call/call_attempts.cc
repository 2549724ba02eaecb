#include "adapters/cph/call/call_attempts.h"

#include <algorithm>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "adapters/cph/call/scratch_responses.h"
#include "adapters/status/rich_status.h"

namespace cloudphone {
namespace {

double RandomShare() {
  thread_local absl::BitGen random;
  return absl::Uniform(random, 0.0, 1.0);
}

// Of a call whose turn would come `wait` from now, which is too late.
absl::Status NoTurn(const rest::v1::Call& call, absl::Duration wait) {
  RichError error;
  error.code = google::rpc::RESOURCE_EXHAUSTED;
  error.reason = "RATE_LIMITED";
  error.message = absl::StrCat("the account's budget ", call.budget(),
                               " has no turn before the deadline; nothing was sent");
  error.metadata["operation"] = call.operation();
  error.quota_subject = call.budget();
  error.retry_delay = wait;
  return ToStatus(error);
}

}  // namespace

std::shared_ptr<CallAttempts> CallAttempts::Start(const CallRoute& route, CallInputs inputs, CallDone done) {
  auto call = std::make_shared<CallAttempts>(route, std::move(inputs), std::move(done));
  route.budget->AddCall();
  call->Attempt();
  return call;
}

CallAttempts::CallAttempts(const CallRoute& route, CallInputs inputs, CallDone done)
    : route_(route), inputs_(std::move(inputs)), done_(std::move(done)) {}

RateQueue* CallAttempts::Turns() const {
  return inputs_.binding->is_billing ? route_.billing_turns : route_.sync_turns;
}

void CallAttempts::Attempt() {
  if (inputs_.binding->call.budget().empty()) return Send();
  // Under the lock, so that Cancel() finds the turn; Ask() never gives it itself.
  MutexLock lock(&mutex_);
  waiting_ = 0;
  if (cancelled_) {
    waiting_ =
        route_.timers->RunAt(route_.timers->Now(), [self = shared_from_this()] { self->EndWaiting(); });
    return;
  }
  const RateQueue::Place place =
      Turns()->Ask(inputs_.deadline, [self = shared_from_this()] { self->OnTurn(); });
  turn_ = place.id;
  if (place.id != 0) return;
  const absl::Time now = route_.timers->Now();
  waiting_ = route_.timers->RunAt(now, [self = shared_from_this(), wait = place.time - now] {
    CallResult result;
    result.response = ScratchResponses::Get(*self->inputs_.binding);
    result.status = NoTurn(self->inputs_.binding->call, wait);
    self->End(std::move(result));
  });
}

void CallAttempts::OnTurn() {
  bool cancelled;
  {
    MutexLock lock(&mutex_);
    cancelled = cancelled_;
  }
  if (cancelled) return EndWaiting();
  if (inputs_.hooks.on_turn) inputs_.hooks.on_turn();
  Send();
}

void CallAttempts::Send() {
  int attempt;
  {
    MutexLock lock(&mutex_);
    attempt = ++attempt_;
    waiting_ = 0;
    turn_ = 0;
  }
  // Made anew for each attempt: its signature must not be older than the attempt.
  HttpRequest http = BuildRequest(*inputs_.binding, *inputs_.request, *route_.endpoint);
  http.deadline = inputs_.deadline;
  const HttpTransport::CallId id = route_.transport->Send(
      std::move(http), [self = shared_from_this()](HttpResult result) { self->OnAnswer(std::move(result)); });
  bool cancelled;
  {
    MutexLock lock(&mutex_);
    if (attempt != attempt_ || waiting_ != 0 || turn_ != 0) return;  // Answered meanwhile.
    sent_ = id;
    cancelled = cancelled_;
  }
  if (cancelled) route_.transport->Cancel(id);
}

void CallAttempts::OnAnswer(HttpResult result) {
  CallResult call;
  call.response = ScratchResponses::Get(*inputs_.binding);
  call.status = ReadAnswer(*inputs_.binding, *inputs_.request, *inputs_.whole, std::move(result),
                           call.response, &call.info);
  if (!call.status.ok() && Repeat(call.status, call.info)) return;
  End(std::move(call));
}

void CallAttempts::End(CallResult result) {
  CallDone done = std::move(done_);  // What it holds goes with it.
  std::move(done)(std::move(result));
}

bool CallAttempts::Repeat(const absl::Status& status, const AnswerInfo& info) {
  if (!inputs_.may_repeat || !MayRepeat(inputs_.binding->call.effect(), status, info)) return false;
  MutexLock lock(&mutex_);
  sent_ = 0;
  if (cancelled_ || attempt_ >= route_.retry->max_attempts) return false;
  const absl::Time next = route_.timers->Now() + RetryDelay(*route_.retry, attempt_ + 1, info, RandomShare);
  // One that could not be answered in time is not made: better to say now what is known.
  if (next >= inputs_.deadline || !route_.budget->TakeRepeat()) return false;
  // Under the lock, so that Cancel() finds the timer; RunAt() never runs the callback itself.
  waiting_ = route_.timers->RunAt(next, [self = shared_from_this()] { self->Attempt(); });
  return true;
}

void CallAttempts::Cancel() {
  HttpTransport::CallId sent;
  Timers::Id waiting;
  RateQueue::Id turn;
  {
    MutexLock lock(&mutex_);
    cancelled_ = true;
    sent = sent_;
    waiting = waiting_;
    turn = turn_;
  }
  const bool waited =
      (waiting != 0 && route_.timers->Cancel(waiting)) || (turn != 0 && Turns()->Cancel(turn));
  if (waited) {
    route_.timers->RunAt(route_.timers->Now(), [self = shared_from_this()] { self->EndWaiting(); });
  } else if (sent != 0) {
    route_.transport->Cancel(sent);
  }
}

void CallAttempts::EndWaiting() {
  HttpResult result;
  result.failure = HttpFailure::kCancelled;
  OnAnswer(std::move(result));
}

}  // namespace cloudphone
