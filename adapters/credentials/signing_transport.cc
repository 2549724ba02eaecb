#include "adapters/credentials/signing_transport.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {
namespace {

HttpResult Failed(HttpFailure failure, std::string detail) {
  HttpResult result;
  result.failure = failure;
  result.detail = std::move(detail);
  return result;
}

AccountGate::Outcome OutcomeOf(const HttpResult& result) {
  constexpr int kUnauthorized = 401;
  if (result.failure != HttpFailure::kNone) return AccountGate::Outcome::kNoAnswer;
  return result.status == kUnauthorized ? AccountGate::Outcome::kRefused : AccountGate::Outcome::kAccepted;
}

}  // namespace

// A call is in one of two places: `waiting_` until the gate lets it through, then `sent_` until its answer
// comes. It moves under the lock; everything foreign is called after, by the thread that took the call out.
class SigningTransport::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(HttpTransport* next, AccessKey key, std::string project_id, Timers* timers, Options options)
      : next_(next),
        key_(std::move(key)),
        project_id_(std::move(project_id)),
        timers_(timers),
        max_waiting_(options.max_waiting),
        on_state_change_(std::move(options.on_state_change)),
        gate_(options.gate) {}

  CallId Send(HttpRequest request, HttpDone done) ABSL_LOCKS_EXCLUDED(mutex_);
  void Cancel(CallId id) ABSL_LOCKS_EXCLUDED(mutex_);
  void CancelWaiting() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Call {
    CallId id = 0;
    AccountGate::Pass pass;
    HttpRequest request;
    HttpDone done;
    Timers::Id deadline_timer = 0;
  };
  struct Sent {
    CallId inner_id = 0;            // Zero while next_->Send() runs.
    bool cancel_on_return = false;  // Cancel() came meanwhile.
  };
  using Waiting = std::map<CallId, Call>;  // Ids rise, so this is the order of Send().

  AccountGate::Verdict PlaceLocked(absl::Time now, Call* call, std::string* refusal)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Call TakeLocked(Waiting::iterator where) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::optional<Call> TakeWaiting(CallId id) ABSL_LOCKS_EXCLUDED(mutex_);
  std::string RefusalLocked(absl::Time now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void SetDeadlineTimer(CallId id, absl::Time deadline) ABSL_LOCKS_EXCLUDED(mutex_);
  void SignAndSend(Call call) ABSL_LOCKS_EXCLUDED(mutex_);
  void OnAnswer(CallId id, const AccountGate::Pass& pass, HttpDone done, HttpResult result)
      ABSL_LOCKS_EXCLUDED(mutex_);
  bool AdmitFirstWaiting() ABSL_LOCKS_EXCLUDED(mutex_);
  void Finish(Call call, HttpResult result);
  void FinishLater(Call call, HttpResult result);

  HttpTransport* const next_;
  const AccessKey key_;
  const std::string project_id_;
  Timers* const timers_;
  const size_t max_waiting_;
  StateListener on_state_change_;

  Mutex mutex_;
  AccountGate gate_ ABSL_GUARDED_BY(mutex_);
  CallId last_id_ ABSL_GUARDED_BY(mutex_) = 0;
  Waiting waiting_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<CallId, Sent> sent_ ABSL_GUARDED_BY(mutex_);
};

HttpTransport::CallId SigningTransport::Core::Send(HttpRequest request, HttpDone done) {
  const absl::Time now = timers_->Now();
  const absl::Time deadline = request.deadline;
  Call call;
  call.request = std::move(request);
  call.done = std::move(done);
  AccountGate::Verdict verdict;
  std::string refusal;
  CallId id;
  {
    MutexLock lock(&mutex_);
    id = call.id = ++last_id_;
    verdict = PlaceLocked(now, &call, &refusal);
  }
  switch (verdict) {
    case AccountGate::Verdict::kSend:
      SignAndSend(std::move(call));
      break;
    case AccountGate::Verdict::kWait:
      SetDeadlineTimer(id, deadline);
      break;
    case AccountGate::Verdict::kRefuse:
      FinishLater(std::move(call), Failed(HttpFailure::kHeldBack, std::move(refusal)));
      break;
  }
  return id;
}

// Judges a new call, and notes it where it belongs: one that must wait is moved away, one that is refused
// gets a text why.
AccountGate::Verdict SigningTransport::Core::PlaceLocked(absl::Time now, Call* call, std::string* refusal) {
  const AccountGate::Verdict verdict = gate_.Admit(now, &call->pass);
  if (verdict == AccountGate::Verdict::kRefuse) {
    *refusal = RefusalLocked(now);
  } else if (verdict == AccountGate::Verdict::kSend) {
    sent_.emplace(call->id, Sent());
  } else if (waiting_.size() < max_waiting_) {
    waiting_.emplace(call->id, std::move(*call));
  } else {
    *refusal = absl::StrCat(max_waiting_, " calls wait already for the upstream's first answer");
    return AccountGate::Verdict::kRefuse;
  }
  return verdict;
}

void SigningTransport::Core::Cancel(CallId id) {
  std::optional<Call> waited = TakeWaiting(id);
  if (waited.has_value()) {
    FinishLater(*std::move(waited), Failed(HttpFailure::kCancelled, "cancelled before it was sent"));
    return;
  }
  CallId inner_id = 0;
  {
    MutexLock lock(&mutex_);
    const auto sent = sent_.find(id);
    if (sent == sent_.end()) return;
    inner_id = sent->second.inner_id;
    sent->second.cancel_on_return = true;
  }
  if (inner_id != 0) next_->Cancel(inner_id);
}

void SigningTransport::Core::CancelWaiting() {
  Waiting waiting;
  {
    MutexLock lock(&mutex_);
    waiting.swap(waiting_);
  }
  for (auto& [id, call] : waiting) {
    Finish(std::move(call), Failed(HttpFailure::kCancelled, "the transport ended before the call was sent"));
  }
}

SigningTransport::Core::Call SigningTransport::Core::TakeLocked(Waiting::iterator where) {
  Call call = std::move(where->second);
  waiting_.erase(where);
  return call;
}

std::optional<SigningTransport::Core::Call> SigningTransport::Core::TakeWaiting(CallId id) {
  MutexLock lock(&mutex_);
  const auto where = waiting_.find(id);
  if (where == waiting_.end()) return std::nullopt;
  return TakeLocked(where);
}

std::string SigningTransport::Core::RefusalLocked(absl::Time now) const {
  const absl::Duration wait = gate_.next_attempt() - now;
  return absl::StrCat(
      "the upstream refused our credentials; ",
      wait > absl::ZeroDuration()
          ? absl::StrCat("next attempt in ", absl::FormatDuration(absl::Ceil(wait, absl::Seconds(1))))
          : "an attempt is under way");
}

void SigningTransport::Core::SetDeadlineTimer(CallId id, absl::Time deadline) {
  if (deadline == absl::InfiniteFuture()) return;
  const Timers::Id timer = timers_->RunAt(deadline, [self = weak_from_this(), id] {
    const std::shared_ptr<Core> core = self.lock();
    std::optional<Call> call = core != nullptr ? core->TakeWaiting(id) : std::nullopt;
    if (!call.has_value()) return;
    core->Finish(*std::move(call),
                 Failed(HttpFailure::kTimedOut, "the deadline passed before the call was sent"));
  });
  {
    MutexLock lock(&mutex_);
    const auto where = waiting_.find(id);
    if (where != waiting_.end()) {
      where->second.deadline_timer = timer;
      return;
    }
  }
  timers_->Cancel(timer);  // The call went on meanwhile.
}

// Sends a call whose id is in `sent_`.
void SigningTransport::Core::SignAndSend(Call call) {
  if (call.deadline_timer != 0) timers_->Cancel(call.deadline_timer);
  Sign(key_, project_id_, timers_->Now(), &call.request);
  const CallId inner_id =
      next_->Send(std::move(call.request), [self = shared_from_this(), id = call.id, pass = call.pass,
                                            done = std::move(call.done)](HttpResult result) mutable {
        self->OnAnswer(id, pass, std::move(done), std::move(result));
      });
  {
    MutexLock lock(&mutex_);
    const auto sent = sent_.find(call.id);
    if (sent == sent_.end()) return;  // Answered meanwhile.
    sent->second.inner_id = inner_id;
    if (!sent->second.cancel_on_return) return;
  }
  next_->Cancel(inner_id);
}

void SigningTransport::Core::OnAnswer(CallId id, const AccountGate::Pass& pass, HttpDone done,
                                      HttpResult result) {
  const absl::Time now = timers_->Now();
  bool changed = false;
  AccountState state;
  absl::Duration pause;
  {
    MutexLock lock(&mutex_);
    sent_.erase(id);
    changed = gate_.Report(pass, OutcomeOf(result), now);
    state = gate_.state();
    pause = gate_.pause();
  }
  if (changed && on_state_change_ != nullptr) on_state_change_(state, pause);
  std::move(done)(std::move(result));
  if (!pass.probe) return;  // Nobody waits for any other.
  while (AdmitFirstWaiting()) {
  }
}

// Lets the first call that waits go on or fail, as the gate says. Returns false when there is none, or it
// must wait on for another probe.
bool SigningTransport::Core::AdmitFirstWaiting() {
  const absl::Time now = timers_->Now();
  Call call;
  AccountGate::Verdict verdict;
  std::string refusal;
  {
    MutexLock lock(&mutex_);
    if (waiting_.empty()) return false;
    AccountGate::Pass pass;
    verdict = gate_.Admit(now, &pass);
    if (verdict == AccountGate::Verdict::kWait) return false;
    call = TakeLocked(waiting_.begin());
    call.pass = pass;
    if (verdict == AccountGate::Verdict::kSend) sent_.emplace(call.id, Sent());
    if (verdict == AccountGate::Verdict::kRefuse) refusal = RefusalLocked(now);
  }
  if (verdict == AccountGate::Verdict::kSend) {
    SignAndSend(std::move(call));
  } else {
    Finish(std::move(call), Failed(HttpFailure::kHeldBack, std::move(refusal)));
  }
  return true;
}

// Ends a call that was never sent; the caller took it out of `waiting_`.
void SigningTransport::Core::Finish(Call call, HttpResult result) {
  if (call.deadline_timer != 0) timers_->Cancel(call.deadline_timer);
  std::move(call.done)(std::move(result));
}

// The same for callers inside Send() and Cancel(), where `done` must not run.
void SigningTransport::Core::FinishLater(Call call, HttpResult result) {
  if (call.deadline_timer != 0) timers_->Cancel(call.deadline_timer);
  timers_->RunAt(timers_->Now(), [done = std::move(call.done), result = std::move(result)]() mutable {
    std::move(done)(std::move(result));
  });
}

SigningTransport::SigningTransport(HttpTransport* next, AccessKey key, std::string project_id, Timers* timers,
                                   Options options)
    : core_(std::make_shared<Core>(next, std::move(key), std::move(project_id), timers, std::move(options))) {
}

SigningTransport::~SigningTransport() { core_->CancelWaiting(); }

HttpTransport::CallId SigningTransport::Send(HttpRequest request, HttpDone done) {
  return core_->Send(std::move(request), std::move(done));
}

void SigningTransport::Cancel(CallId id) { core_->Cancel(id); }

}  // namespace cloudphone
