#include "adapters/credentials/account_gate.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace cloudphone {

AccountGate::Verdict AccountGate::Admit(absl::Time now, Pass* pass) {
  if (state_ != AccountState::kProven) {
    if (state_ == AccountState::kStopped && (probe_is_out_ || now < next_attempt_)) return Verdict::kRefuse;
    if (probe_is_out_) return Verdict::kWait;
    probe_is_out_ = true;
  }
  *pass = {generation_, probe_is_out_};  // While an account is proven no probe is out.
  return Verdict::kSend;
}

bool AccountGate::Report(const Pass& pass, Outcome outcome, absl::Time now) {
  if (pass.probe) probe_is_out_ = false;
  if (pass.generation != generation_ || outcome == Outcome::kNoAnswer) return false;
  if (outcome == Outcome::kRefused) {
    Stop(now);
    return true;
  }
  if (state_ == AccountState::kProven) return false;
  Prove();
  return true;
}

std::string AccountGate::WhenNext(absl::Time now) const {
  const absl::Duration wait = absl::Ceil(next_attempt_ - now, absl::Seconds(1));
  return wait > absl::ZeroDuration() ? absl::StrCat("next attempt in ", absl::FormatDuration(wait))
                                     : "an attempt is under way";
}

void AccountGate::Prove() {
  ++generation_;
  state_ = AccountState::kProven;
  pause_ = absl::ZeroDuration();
  next_attempt_ = absl::InfinitePast();
}

void AccountGate::Stop(absl::Time now) {
  ++generation_;
  pause_ = state_ == AccountState::kStopped ? std::min(2 * pause_, options_.max_pause) : options_.first_pause;
  state_ = AccountState::kStopped;
  next_attempt_ = now + pause_;
}

}  // namespace cloudphone
