#include "adapters/credentials/token_keeper.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace cloudphone {

TokenKeeper::Judgement TokenKeeper::Judge(absl::Time now) {
  if (token_ != nullptr && now >= token_->expires) token_ = nullptr;
  Judgement judgement;
  judgement.log_in = (token_ == nullptr || now >= renew_at_) && MayLogIn(now);
  if (token_ != nullptr) {
    judgement.verdict = Verdict::kSend;
    judgement.token = token_;
  } else if (login_is_out_) {
    judgement.verdict = Verdict::kWait;
  } else {
    Refuse(now, &judgement);
  }
  return judgement;
}

// Whether a login is to start now; if so it counts as under way.
bool TokenKeeper::MayLogIn(absl::Time now) {
  if (login_is_out_ || now < next_login_) return false;
  // The token of the last login was never judged, and now never will be.
  ReportLogin(AccountGate::Outcome::kNoAnswer, now);
  if (gate_.Admit(now, &pass_) != AccountGate::Verdict::kSend) return false;
  return login_is_out_ = pass_is_open_ = true;
}

void TokenKeeper::Refuse(absl::Time now, Judgement* judgement) const {
  const bool stopped = gate_.state() == AccountState::kStopped;
  const absl::Duration wait = std::max(gate_.next_attempt(), next_login_) - now;
  judgement->failure = stopped ? HttpFailure::kHeldBack : HttpFailure::kNotConnected;
  judgement->detail = absl::StrCat("no token: ", trouble_, "; next login in ",
                                   absl::FormatDuration(absl::Ceil(wait, absl::Seconds(1))));
}

bool TokenKeeper::ReportLogin(AccountGate::Outcome outcome, absl::Time now) {
  return std::exchange(pass_is_open_, false) && gate_.Report(pass_, outcome, now);
}

bool TokenKeeper::LoginEnded(absl::StatusOr<IamToken> token, double jitter, absl::Time now) {
  login_is_out_ = false;
  if (token.ok()) {
    const absl::Duration ahead = std::min(options_.renew_ahead, (token->expires - now) / 5);
    renew_at_ = token->expires - ahead * (1 + jitter / 10);
    token_ = std::make_shared<const IamToken>(*std::move(token));
    token_is_proven_ = false;
    pause_ = absl::ZeroDuration();
    return false;  // Whether it is good the first call tells.
  }
  trouble_ = std::string(token.status().message());
  const AccountGate::Outcome outcome = OutcomeOf(token.status());
  if (outcome == AccountGate::Outcome::kNoAnswer) {
    pause_ = std::min(std::max(2 * pause_, options_.first_pause), options_.max_pause);
    next_login_ = now + pause_ * (1 + jitter) / 2;
  }
  return ReportLogin(outcome, now);
}

bool TokenKeeper::Report(const std::shared_ptr<const IamToken>& token, AccountGate::Outcome outcome,
                         absl::Time now) {
  if (token != token_ || outcome == AccountGate::Outcome::kNoAnswer)
    return false;  // Nothing new of this one.
  if (outcome == AccountGate::Outcome::kAccepted) {
    if (std::exchange(token_is_proven_, true)) return false;
    return !login_is_out_ && ReportLogin(outcome, now);
  }
  token_ = nullptr;
  if (token_is_proven_ || login_is_out_) return false;  // It died; the next login tells.
  trouble_ = "the upstream refused the token of a new login";
  return ReportLogin(outcome, now);
}

}  // namespace cloudphone
