#ifndef CLOUDPHONE_ADAPTERS_CREDENTIALS_TOKEN_KEEPER_H_
#define CLOUDPHONE_ADAPTERS_CREDENTIALS_TOKEN_KEEPER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/credentials/account_gate.h"
#include "adapters/credentials/iam_calls.h"
#include "adapters/http/http_transport.h"

namespace cloudphone {

// Decides by which token each call of an account leaves, and when to log in. One login at a time:
//
//   no token                  calls wait for the login that is under way, else for the one that starts now
//   it is used up, or dies    the same: it expired, or the upstream, which had taken it, answered 401
//   it nears its end          the next call leaves by it and has a login started
//   the login is refused      the account is stopped (AccountGate): no login before the pause is over, and
//   then
//                             one. Calls leave by the token as long as there is one, else fail with kHeldBack
//   the login has no answer   the next one after a pause that grows. Calls leave by the token as long as
//   there
//                             is one, else fail with kNotConnected until then
//   a new token is refused    by the upstream, with 401, before it took it once: as a refused login
//
// Only judges: it sends nothing and has no clock. Not thread-safe.
class TokenKeeper {
 public:
  struct Options {
    AccountGate::Options gate;
    // How long before its end a token is replaced, or a fifth of its life if that is less. The vendor asks
    // for "well before" without a number; its SDKs take 40 minutes for temporary keys.
    absl::Duration renew_ahead = absl::Minutes(40);
    // After a login without an answer.
    absl::Duration first_pause = absl::Seconds(1);
    absl::Duration max_pause = absl::Minutes(1);
  };

  enum class Verdict {
    kSend,    // By `token`, now; and tell Report() the outcome.
    kWait,    // Ask again when the login that is under way has ended.
    kRefuse,  // `failure` and `detail` say why.
  };
  struct Judgement {
    Verdict verdict = Verdict::kRefuse;
    std::shared_ptr<const IamToken> token;
    HttpFailure failure = HttpFailure::kNone;
    std::string detail;
    // Start a login, whatever the verdict, and tell LoginEnded().
    bool log_in = false;
  };

  explicit TokenKeeper(Options options) : options_(options), gate_(options.gate) {}

  // Judges a call at `now`.
  Judgement Judge(absl::Time now);

  // Takes the end of the login that was asked for. `jitter`, 0 to 1, spreads the times of several programs.
  // Says whether state or pause of the account changed.
  bool LoginEnded(absl::StatusOr<IamToken> token, double jitter, absl::Time now);

  // Takes the outcome of a call that left by `token`. Says whether state or pause changed.
  bool Report(const std::shared_ptr<const IamToken>& token, AccountGate::Outcome outcome, absl::Time now);

  AccountState state() const { return gate_.state(); }
  absl::Duration pause() const { return gate_.pause(); }

 private:
  bool MayLogIn(absl::Time now);
  void Refuse(absl::Time now, Judgement* judgement) const;
  bool ReportLogin(AccountGate::Outcome outcome, absl::Time now);

  const Options options_;
  AccountGate gate_;
  std::shared_ptr<const IamToken> token_;
  bool token_is_proven_ = false;  // The upstream took it.
  absl::Time renew_at_;
  bool login_is_out_ = false;
  // Of the login that is under way or gave the token; reported when that is judged.
  AccountGate::Pass pass_;
  bool pass_is_open_ = false;
  absl::Duration pause_;  // After logins without an answer; zero after one with.
  absl::Time next_login_ = absl::InfinitePast();
  std::string trouble_;  // What went wrong last.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CREDENTIALS_TOKEN_KEEPER_H_
