#include "adapters/credentials/account_gate.h"

#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using Outcome = AccountGate::Outcome;
using Pass = AccountGate::Pass;
using Verdict = AccountGate::Verdict;

class AccountGateTest : public ::testing::Test {
 protected:
  // The pass of a call that the gate must let through.
  Pass Admitted() {
    Pass pass;
    EXPECT_EQ(gate_.Admit(now_, &pass), Verdict::kSend);
    return pass;
  }
  Verdict Judged() {
    Pass pass;
    return gate_.Admit(now_, &pass);
  }
  void Prove() { EXPECT_TRUE(gate_.Report(Admitted(), Outcome::kAccepted, now_)); }

  AccountGate gate_{AccountGate::Options()};
  absl::Time now_ = absl::FromUnixSeconds(1700000000);
};

TEST_F(AccountGateTest, UnprovenAccountsSendOneCallAtATime) {
  const Pass probe = Admitted();
  EXPECT_TRUE(probe.probe);
  EXPECT_EQ(Judged(), Verdict::kWait);
  EXPECT_FALSE(gate_.Report(probe, Outcome::kNoAnswer, now_));
  EXPECT_EQ(gate_.state(), AccountState::kUnproven);
  EXPECT_TRUE(Admitted().probe);
  EXPECT_EQ(Judged(), Verdict::kWait);
}

TEST_F(AccountGateTest, AnAcceptedProbeProvesTheAccount) {
  Prove();
  EXPECT_EQ(gate_.state(), AccountState::kProven);
  const Pass first = Admitted();
  EXPECT_FALSE(first.probe);
  Admitted();
  EXPECT_FALSE(gate_.Report(first, Outcome::kAccepted, now_)) << "nothing new";
  EXPECT_FALSE(gate_.Report(first, Outcome::kNoAnswer, now_)) << "a lost connection says nothing of the key";
}

TEST_F(AccountGateTest, TheFirstRefusalStopsForTheFirstPause) {
  Prove();
  EXPECT_TRUE(gate_.Report(Admitted(), Outcome::kRefused, now_));
  EXPECT_EQ(gate_.state(), AccountState::kStopped);
  EXPECT_EQ(gate_.pause(), absl::Seconds(30));
  EXPECT_EQ(gate_.next_attempt(), now_ + absl::Seconds(30));
  now_ += absl::Seconds(30) - absl::Nanoseconds(1);
  EXPECT_EQ(Judged(), Verdict::kRefuse);
  now_ += absl::Nanoseconds(1);
  EXPECT_TRUE(Admitted().probe);
  EXPECT_EQ(Judged(), Verdict::kRefuse) << "one probe at a time";
}

TEST_F(AccountGateTest, EachRefusedProbeDoublesThePauseUpToTheLongest) {
  EXPECT_TRUE(gate_.Report(Admitted(), Outcome::kRefused, now_));
  for (const int seconds : {30, 60, 120, 240, 480, 900, 900}) {
    EXPECT_EQ(gate_.pause(), absl::Seconds(seconds));
    now_ = gate_.next_attempt();
    EXPECT_TRUE(gate_.Report(Admitted(), Outcome::kRefused, now_));
  }
}

TEST_F(AccountGateTest, AnAcceptedProbeEndsTheStopAndResetsThePause) {
  EXPECT_TRUE(gate_.Report(Admitted(), Outcome::kRefused, now_));
  now_ = gate_.next_attempt();
  EXPECT_TRUE(gate_.Report(Admitted(), Outcome::kRefused, now_));
  now_ = gate_.next_attempt();
  Prove();
  EXPECT_EQ(gate_.state(), AccountState::kProven);
  EXPECT_EQ(gate_.pause(), absl::ZeroDuration());
  EXPECT_TRUE(gate_.Report(Admitted(), Outcome::kRefused, now_));
  EXPECT_EQ(gate_.pause(), absl::Seconds(30));
}

TEST_F(AccountGateTest, AProbeWithoutAnAnswerLeavesThePlaceToTheNextCall) {
  EXPECT_TRUE(gate_.Report(Admitted(), Outcome::kRefused, now_));
  now_ = gate_.next_attempt();
  EXPECT_FALSE(gate_.Report(Admitted(), Outcome::kNoAnswer, now_));
  EXPECT_EQ(gate_.state(), AccountState::kStopped);
  EXPECT_EQ(gate_.pause(), absl::Seconds(30));
  EXPECT_TRUE(Admitted().probe);
}

TEST_F(AccountGateTest, AnswersToCallsSentBeforeTheLastChangeChangeNothing) {
  Prove();
  const Pass refused = Admitted();
  const Pass refused_late = Admitted();
  const Pass accepted_late = Admitted();
  const Pass refused_much_later = Admitted();
  EXPECT_TRUE(gate_.Report(refused, Outcome::kRefused, now_));
  const absl::Time next_attempt = gate_.next_attempt();

  EXPECT_FALSE(gate_.Report(refused_late, Outcome::kRefused, now_ + absl::Seconds(10)));
  EXPECT_EQ(gate_.next_attempt(), next_attempt) << "the pause grows by probes only";
  EXPECT_FALSE(gate_.Report(accepted_late, Outcome::kAccepted, now_ + absl::Seconds(11)));
  EXPECT_EQ(gate_.state(), AccountState::kStopped);

  now_ = next_attempt;
  Prove();
  EXPECT_FALSE(gate_.Report(refused_much_later, Outcome::kRefused, now_));
  EXPECT_EQ(gate_.state(), AccountState::kProven);
}

TEST_F(AccountGateTest, ALateAnswerDoesNotEndTheTurnOfTheProbe) {
  Prove();
  const Pass late = Admitted();
  EXPECT_TRUE(gate_.Report(Admitted(), Outcome::kRefused, now_));
  now_ = gate_.next_attempt();
  Admitted();
  EXPECT_FALSE(gate_.Report(late, Outcome::kRefused, now_));
  EXPECT_EQ(Judged(), Verdict::kRefuse);
}

}  // namespace
}  // namespace cloudphone
