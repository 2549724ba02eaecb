#include "adapters/cph/call/call_attempts.h"

#include <utility>

#include "absl/random/random.h"
#include "adapters/cph/call/scratch_responses.h"

namespace cloudphone {
namespace {

double RandomShare() {
  thread_local absl::BitGen random;
  return absl::Uniform(random, 0.0, 1.0);
}

}  // namespace

std::shared_ptr<CallAttempts> CallAttempts::Start(const CallRoute& route, CallInputs inputs, CallDone done) {
  auto call = std::make_shared<CallAttempts>(route, std::move(inputs), std::move(done));
  route.budget->AddCall();
  call->Send();
  return call;
}

CallAttempts::CallAttempts(const CallRoute& route, CallInputs inputs, CallDone done)
    : route_(route), inputs_(std::move(inputs)), done_(std::move(done)) {}

void CallAttempts::Send() {
  int attempt;
  {
    MutexLock lock(&mutex_);
    attempt = ++attempt_;
    waiting_ = 0;
  }
  // Made anew for each attempt: its signature must not be older than the attempt.
  HttpRequest http = BuildRequest(*inputs_.binding, *inputs_.request, *route_.endpoint);
  http.deadline = inputs_.deadline;
  const HttpTransport::CallId id = route_.transport->Send(
      std::move(http), [self = shared_from_this()](HttpResult result) { self->OnAnswer(std::move(result)); });
  bool cancelled;
  {
    MutexLock lock(&mutex_);
    if (attempt != attempt_ || waiting_ != 0) return;  // Answered meanwhile.
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
  CallDone done = std::move(done_);  // What it holds goes with it.
  std::move(done)(std::move(call));
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
  waiting_ = route_.timers->RunAt(next, [self = shared_from_this()] { self->Send(); });
  return true;
}

void CallAttempts::Cancel() {
  HttpTransport::CallId sent;
  Timers::Id waiting;
  {
    MutexLock lock(&mutex_);
    cancelled_ = true;
    sent = sent_;
    waiting = waiting_;
  }
  if (waiting != 0 && route_.timers->Cancel(waiting)) {
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
