#ifndef CLOUDPHONE_ADAPTERS_CREDENTIALS_ACCOUNT_GATE_H_
#define CLOUDPHONE_ADAPTERS_CREDENTIALS_ACCOUNT_GATE_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace cloudphone {

enum class AccountState {
  kUnproven,  // The upstream has not judged our credentials yet.
  kProven,    // It took them.
  kStopped,   // It refused them.
};

// Decides which calls of an account may leave. More than five bad signatures in a row lock a key for five
// minutes, for every program that uses it (the vendor's gateway guide), so the first refusal stops the
// account, and until the upstream has taken the credentials one call at a time goes out: the probe.
//
//   kUnproven  probe accepted: kProven. Probe refused: kStopped. No answer: the next call is the probe.
//   kProven    every call leaves. One refused: kStopped.
//   kStopped   no call leaves before the pause is over; then one, the probe. Accepted: kProven. Refused: a
//              pause twice as long. No answer: the next call is the probe.
//
// Only judges: it keeps no call and has no clock. Not thread-safe.
class AccountGate {
 public:
  struct Options {
    absl::Duration first_pause = absl::Seconds(30);
    absl::Duration max_pause = absl::Minutes(15);
  };

  enum class Verdict {
    kSend,    // Now, and tell Report() the outcome.
    kWait,    // Ask again when the probe that is out was reported.
    kRefuse,  // The account is stopped.
  };

  enum class Outcome {
    kAccepted,  // The upstream answered, whatever it said but 401.
    kRefused,   // HTTP 401.
    kNoAnswer,  // Nothing is known of the credentials.
  };

  // Goes with a call from Admit() to Report().
  struct Pass {
    uint64_t generation = 0;
    bool probe = false;
  };

  explicit AccountGate(Options options) : options_(options) {}

  // Judges a call at `now`; fills `pass` for kSend.
  Verdict Admit(absl::Time now, Pass* pass);

  // Takes the outcome of a call that Admit() let through. Says whether state or pause changed; only a call
  // that was sent since the last change can change them, for an older one tells nothing new. After the report
  // of a probe those told to wait are to be admitted again, also when nothing changed.
  bool Report(const Pass& pass, Outcome outcome, absl::Time now);

  AccountState state() const { return state_; }
  // Of a stopped account, else zero: how long it stays so, and until when. While a probe is out that time has
  // passed.
  absl::Duration pause() const { return pause_; }
  absl::Time next_attempt() const { return next_attempt_; }
  // The same for people: "next attempt in 18s" or "an attempt is under way".
  std::string WhenNext(absl::Time now) const;

 private:
  void Prove();
  void Stop(absl::Time now);

  const Options options_;
  AccountState state_ = AccountState::kUnproven;
  uint64_t generation_ = 0;  // Counts the changes.
  bool probe_is_out_ = false;
  absl::Duration pause_;
  absl::Time next_attempt_ = absl::InfinitePast();
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CREDENTIALS_ACCOUNT_GATE_H_
