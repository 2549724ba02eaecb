#include "adapters/credentials/token_transport.h"

#include <random>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "adapters/credentials/project_id.h"
#include "adapters/http/outgoing_calls.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {
namespace {

using Verdict = TokenKeeper::Verdict;

AccountGate::Outcome OutcomeOf(const HttpResult& result) {
  constexpr int kUnauthorized = 401;
  if (result.failure != HttpFailure::kNone) return AccountGate::Outcome::kNoAnswer;
  return result.status == kUnauthorized ? AccountGate::Outcome::kRefused : AccountGate::Outcome::kAccepted;
}

}  // namespace

// Calls line up in `calls_` until there is a token. What the keeper says and what is done in the line about
// it happen under one lock, so that no call lines up behind the login that it waits for.
class TokenTransport::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(HttpTransport* next, HttpTransport* iam, IamLogin login, Timers* timers, Options options)
      : iam_(iam),
        login_(std::move(login)),
        timers_(timers),
        login_timeout_(options.login_timeout),
        max_waiting_(options.max_waiting),
        on_state_change_(std::move(options.on_state_change)),
        on_trouble_(std::move(options.on_trouble)),
        calls_(std::make_shared<OutgoingCalls>(next, timers, options.max_waiting)),
        keeper_(options.keeper),
        random_(static_cast<std::minstd_rand::result_type>(options.seed)) {}

  CallId Send(HttpRequest request, HttpDone done) ABSL_LOCKS_EXCLUDED(mutex_);
  void Cancel(CallId id) { calls_->Cancel(id); }
  void End() { calls_->End(); }

 private:
  using Token = std::shared_ptr<const IamToken>;
  // What is to be told to the listener after the lock.
  struct Change {
    bool changed = false;
    AccountState state = AccountState::kUnproven;
    absl::Duration pause;
  };

  TokenKeeper::Judgement JudgeLocked(CallId id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Change ChangeLocked(bool changed) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Tell(const Change& change);
  void SendBy(const Token& token, CallId id);
  void OnAnswer(CallId id, const Token& token, HttpResult result) ABSL_LOCKS_EXCLUDED(mutex_);
  void LogIn();
  void OnLogin(const HttpResult& result) ABSL_LOCKS_EXCLUDED(mutex_);
  bool AdmitFirstInLine() ABSL_LOCKS_EXCLUDED(mutex_);

  HttpTransport* const iam_;
  const IamLogin login_;
  Timers* const timers_;
  const absl::Duration login_timeout_;
  const size_t max_waiting_;
  StateListener on_state_change_;
  TroubleListener on_trouble_;
  const std::shared_ptr<OutgoingCalls> calls_;

  Mutex mutex_;
  TokenKeeper keeper_ ABSL_GUARDED_BY(mutex_);
  std::minstd_rand random_ ABSL_GUARDED_BY(mutex_);
};

HttpTransport::CallId TokenTransport::Core::Send(HttpRequest request, HttpDone done) {
  const CallId id = calls_->Open(std::move(request), std::move(done));
  TokenKeeper::Judgement judgement;
  {
    MutexLock lock(&mutex_);
    judgement = JudgeLocked(id);
  }
  if (judgement.verdict == Verdict::kSend) SendBy(judgement.token, id);
  if (judgement.verdict == Verdict::kRefuse)
    calls_->FinishLater(id, NeverSent(judgement.failure, std::move(judgement.detail)));
  if (judgement.log_in) LogIn();
  return id;
}

// What the keeper says to a call; one that must wait is in line after.
TokenKeeper::Judgement TokenTransport::Core::JudgeLocked(CallId id) {
  TokenKeeper::Judgement judgement = keeper_.Judge(timers_->Now());
  if (judgement.verdict == Verdict::kWait && !calls_->LineUp(id)) {
    judgement.verdict = Verdict::kRefuse;
    judgement.failure = HttpFailure::kTooManyWaiting;
    judgement.detail = absl::StrCat(max_waiting_, " calls wait already for a token");
  }
  return judgement;
}

TokenTransport::Core::Change TokenTransport::Core::ChangeLocked(bool changed) const {
  return {changed, keeper_.state(), keeper_.pause()};
}

void TokenTransport::Core::Tell(const Change& change) {
  if (change.changed && on_state_change_ != nullptr) on_state_change_(change.state, change.pause);
}

void TokenTransport::Core::SendBy(const Token& token, CallId id) {
  HttpRequest request = calls_->Request(id);
  FillProjectId(token->project_id, &request);
  request.headers.push_back({"X-Auth-Token", token->value});
  calls_->Send(id, std::move(request), [self = shared_from_this(), id, token](HttpResult result) {
    self->OnAnswer(id, token, std::move(result));
  });
}

void TokenTransport::Core::OnAnswer(CallId id, const Token& token, HttpResult result) {
  const AccountGate::Outcome outcome = OutcomeOf(result);
  const bool once_more = outcome == AccountGate::Outcome::kRefused && calls_->times_sent(id) == 1;
  TokenKeeper::Judgement judgement;  // kRefuse: the answer stands.
  Change change;
  {
    MutexLock lock(&mutex_);
    change = ChangeLocked(keeper_.Report(token, outcome, timers_->Now()));
    if (once_more) judgement = JudgeLocked(id);
  }
  Tell(change);
  if (judgement.verdict == Verdict::kSend) SendBy(judgement.token, id);
  if (judgement.verdict == Verdict::kRefuse) calls_->Finish(id, std::move(result));
  if (judgement.log_in) LogIn();
}

void TokenTransport::Core::LogIn() {
  calls_->WhileOpen([this] {
    iam_->Send(LoginRequest(login_, timers_->Now() + login_timeout_),
               [self = shared_from_this()](const HttpResult& result) { self->OnLogin(result); });
  });
}

void TokenTransport::Core::OnLogin(const HttpResult& result) {
  const absl::Time now = timers_->Now();
  absl::StatusOr<IamToken> token = ReadLogin(result, now);
  const absl::Status status = token.status();
  Change change;
  {
    MutexLock lock(&mutex_);
    const double jitter = std::generate_canonical<double, 32>(random_);
    change = ChangeLocked(keeper_.LoginEnded(std::move(token), jitter, now));
  }
  if (!status.ok() && on_trouble_ != nullptr) on_trouble_(status.message());
  Tell(change);
  while (AdmitFirstInLine()) {
  }
}

// Lets the first call in line go on or fail, as the keeper says. Returns false when there is none, or it must
// wait on for another login.
bool TokenTransport::Core::AdmitFirstInLine() {
  TokenKeeper::Judgement judgement;
  CallId id;
  {
    MutexLock lock(&mutex_);
    id = calls_->TakeFirst();
    if (id == 0) return false;
    judgement = JudgeLocked(id);
  }
  if (judgement.verdict == Verdict::kSend) SendBy(judgement.token, id);
  if (judgement.verdict == Verdict::kRefuse)
    calls_->Finish(id, NeverSent(judgement.failure, std::move(judgement.detail)));
  if (judgement.log_in) LogIn();
  return judgement.verdict != Verdict::kWait;
}

TokenTransport::TokenTransport(HttpTransport* next, HttpTransport* iam, IamLogin login, Timers* timers,
                               Options options)
    : core_(std::make_shared<Core>(next, iam, std::move(login), timers, std::move(options))) {}

TokenTransport::~TokenTransport() { core_->End(); }

HttpTransport::CallId TokenTransport::Send(HttpRequest request, HttpDone done) {
  return core_->Send(std::move(request), std::move(done));
}

void TokenTransport::Cancel(CallId id) { core_->Cancel(id); }

}  // namespace cloudphone
