#include "adapters/credentials/signing_transport.h"

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "adapters/credentials/server_clock.h"
#include "adapters/http/outgoing_calls.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {
namespace {

constexpr int kUnauthorized = 401;

// A refusal of a signature whose date was so far off says nothing of the key. The upstream takes 15 minutes;
// what is near that is left to count as a refusal.
constexpr absl::Duration kWrongClock = absl::Minutes(5);
// How often the clock may explain a refusal before an answer shows that it did. Each counts towards the lock
// of the key, after more than five.
constexpr int kMaxCorrections = 3;

bool IsRefusal(const HttpResult& result) {
  return result.failure == HttpFailure::kNone && result.status == kUnauthorized;
}

AccountGate::Outcome OutcomeOf(const HttpResult& result) {
  if (result.failure != HttpFailure::kNone) return AccountGate::Outcome::kNoAnswer;
  return IsRefusal(result) ? AccountGate::Outcome::kRefused : AccountGate::Outcome::kAccepted;
}

}  // namespace

// Calls line up in `calls_` until the gate lets them through. What the gate says and what is done in the line
// about it happen under one lock, so that no call lines up behind the answer that it waits for.
class SigningTransport::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(HttpTransport* next, AccessKey key, std::string project_id, Timers* timers, Options options)
      : key_(std::move(key)),
        project_id_(std::move(project_id)),
        timers_(timers),
        max_waiting_(options.max_waiting),
        on_state_change_(std::move(options.on_state_change)),
        calls_(std::make_shared<OutgoingCalls>(next, timers, options.max_waiting)),
        gate_(options.gate) {}

  CallId Send(HttpRequest request, HttpDone done) ABSL_LOCKS_EXCLUDED(mutex_);
  void Cancel(CallId id) { calls_->Cancel(id); }
  void End() { calls_->End(); }

 private:
  // One sending of a call.
  struct Attempt {
    AccountGate::Pass pass;
    bool repeated = false;  // Because our clock was wrong.
    absl::Time sent;
    absl::Duration offset;  // By which it was signed.
  };

  AccountGate::Verdict JudgeLocked(CallId id, absl::Time now, AccountGate::Pass* pass, HttpResult* refusal)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void SignAndSend(CallId id, Attempt attempt) ABSL_LOCKS_EXCLUDED(mutex_);
  void OnAnswer(CallId id, Attempt attempt, HttpResult result) ABSL_LOCKS_EXCLUDED(mutex_);
  bool ClockExplainsLocked(const Attempt& attempt, const HttpResult& result, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool AdmitFirstInLine() ABSL_LOCKS_EXCLUDED(mutex_);

  const AccessKey key_;
  const std::string project_id_;
  Timers* const timers_;
  const size_t max_waiting_;
  StateListener on_state_change_;
  const std::shared_ptr<OutgoingCalls> calls_;

  Mutex mutex_;
  AccountGate gate_ ABSL_GUARDED_BY(mutex_);
  ServerClock clock_ ABSL_GUARDED_BY(mutex_);
  int corrections_ ABSL_GUARDED_BY(mutex_) = 0;  // Of the clock, by refusals in a row.
};

HttpTransport::CallId SigningTransport::Core::Send(HttpRequest request, HttpDone done) {
  const absl::Time now = timers_->Now();
  const CallId id = calls_->Open(std::move(request), std::move(done));
  AccountGate::Verdict verdict;
  Attempt attempt;
  HttpResult refusal;
  {
    MutexLock lock(&mutex_);
    verdict = JudgeLocked(id, now, &attempt.pass, &refusal);
  }
  if (verdict == AccountGate::Verdict::kSend) SignAndSend(id, attempt);
  if (verdict == AccountGate::Verdict::kRefuse) calls_->FinishLater(id, std::move(refusal));
  return id;
}

// What the gate says to a call; one that must wait is in line after, one that is refused gets a result.
AccountGate::Verdict SigningTransport::Core::JudgeLocked(CallId id, absl::Time now, AccountGate::Pass* pass,
                                                         HttpResult* refusal) {
  const AccountGate::Verdict verdict = gate_.Admit(now, pass);
  if (verdict == AccountGate::Verdict::kRefuse) {
    *refusal = NeverSent(HttpFailure::kHeldBack,
                         absl::StrCat("the upstream refused our credentials; ", gate_.WhenNext(now)));
  } else if (verdict == AccountGate::Verdict::kWait && !calls_->LineUp(id)) {
    *refusal = NeverSent(HttpFailure::kTooManyWaiting,
                         absl::StrCat(max_waiting_, " calls wait already for the upstream's first answer"));
    return AccountGate::Verdict::kRefuse;
  }
  return verdict;
}

void SigningTransport::Core::SignAndSend(CallId id, Attempt attempt) {
  HttpRequest request = calls_->Request(id);
  attempt.sent = timers_->Now();
  {
    MutexLock lock(&mutex_);
    attempt.offset = clock_.offset();
  }
  Sign(key_, project_id_, attempt.sent + attempt.offset, &request);
  calls_->Send(id, std::move(request), [self = shared_from_this(), id, attempt](HttpResult result) {
    self->OnAnswer(id, attempt, std::move(result));
  });
}

void SigningTransport::Core::OnAnswer(CallId id, Attempt attempt, HttpResult result) {
  const absl::Time now = timers_->Now();
  bool repeat = false;
  bool changed = false;
  AccountState state;
  absl::Duration pause;
  {
    MutexLock lock(&mutex_);
    repeat = ClockExplainsLocked(attempt, result, now);
    if (!repeat) changed = gate_.Report(attempt.pass, OutcomeOf(result), now);
    state = gate_.state();
    pause = gate_.pause();
  }
  if (repeat) {
    attempt.repeated = true;
    return SignAndSend(id, attempt);
  }
  if (changed && on_state_change_ != nullptr) on_state_change_(state, pause);
  calls_->Finish(id, std::move(result));
  if (!attempt.pass.probe) return;  // Nobody waits for any other.
  while (AdmitFirstInLine()) {
  }
}

// Learns the upstream's clock from an answer. True: it refused the call for a date that we now know to have
// been wrong, and the call is to be sent once more; what was refused took no effect, so a write too.
bool SigningTransport::Core::ClockExplainsLocked(const Attempt& attempt, const HttpResult& result,
                                                 absl::Time now) {
  if (result.failure != HttpFailure::kNone) return false;
  const absl::Duration known = clock_.offset();
  clock_.Observe(FindHeader(result.headers, "Date"), attempt.sent, now);
  if (!IsRefusal(result)) {
    corrections_ = 0;
    return false;
  }
  // Several calls may have left by the wrong clock: the first to return corrects it, for all of them.
  if (absl::AbsDuration(clock_.offset() - known) > kWrongClock) ++corrections_;
  return !attempt.repeated && corrections_ <= kMaxCorrections &&
         absl::AbsDuration(clock_.offset() - attempt.offset) > kWrongClock;
}

// Lets the first call in line go on or fail, as the gate says. Returns false when there is none, or it must
// wait on for another probe.
bool SigningTransport::Core::AdmitFirstInLine() {
  const absl::Time now = timers_->Now();
  Attempt attempt;
  AccountGate::Verdict verdict;
  HttpResult refusal;
  CallId id;
  {
    MutexLock lock(&mutex_);
    id = calls_->TakeFirst();
    if (id == 0) return false;
    verdict = JudgeLocked(id, now, &attempt.pass, &refusal);
  }
  if (verdict == AccountGate::Verdict::kSend) SignAndSend(id, attempt);
  if (verdict == AccountGate::Verdict::kRefuse) calls_->Finish(id, std::move(refusal));
  return verdict != AccountGate::Verdict::kWait;
}

SigningTransport::SigningTransport(HttpTransport* next, AccessKey key, std::string project_id, Timers* timers,
                                   Options options)
    : core_(std::make_shared<Core>(next, std::move(key), std::move(project_id), timers, std::move(options))) {
}

SigningTransport::~SigningTransport() { core_->End(); }

HttpTransport::CallId SigningTransport::Send(HttpRequest request, HttpDone done) {
  return core_->Send(std::move(request), std::move(done));
}

void SigningTransport::Cancel(CallId id) { core_->Cancel(id); }

}  // namespace cloudphone
