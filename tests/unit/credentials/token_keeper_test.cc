#include "adapters/credentials/token_keeper.h"

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using Judgement = TokenKeeper::Judgement;
using Outcome = AccountGate::Outcome;
using Verdict = TokenKeeper::Verdict;
using ::testing::HasSubstr;

class TokenKeeperTest : public ::testing::Test {
 protected:
  Judgement Judge() { return keeper_->Judge(now_); }

  // Ends the login that must have been asked for.
  bool LogIn(absl::Duration life = absl::Hours(24)) {
    return keeper_->LoginEnded(IamToken{"token", "project", now_ + life}, /*jitter=*/0, now_);
  }
  bool Refuse() { return keeper_->LoginEnded(absl::PermissionDeniedError("refused"), 0, now_); }
  bool Lose(double jitter = 1) { return keeper_->LoginEnded(absl::UnavailableError("down"), jitter, now_); }

  // A token that the upstream took.
  std::shared_ptr<const IamToken> Proven(absl::Duration life = absl::Hours(24)) {
    EXPECT_TRUE(Judge().log_in);
    LogIn(life);
    const Judgement judgement = Judge();
    keeper_->Report(judgement.token, Outcome::kAccepted, now_);
    return judgement.token;
  }
  void ExpectRefused(HttpFailure failure, const std::string& text) {
    const Judgement judgement = Judge();
    EXPECT_EQ(judgement.verdict, Verdict::kRefuse);
    EXPECT_FALSE(judgement.log_in);
    EXPECT_EQ(judgement.failure, failure);
    EXPECT_EQ(judgement.detail, text);
  }

  std::unique_ptr<TokenKeeper> keeper_ = std::make_unique<TokenKeeper>(TokenKeeper::Options());
  absl::Time now_ = absl::FromUnixSeconds(1700000000);
};

TEST_F(TokenKeeperTest, TheFirstCallHasALoginStartedAndAllWaitForIt) {
  const Judgement first = Judge();
  EXPECT_EQ(first.verdict, Verdict::kWait);
  EXPECT_TRUE(first.log_in);
  for (int i = 0; i < 3; ++i) {
    const Judgement other = Judge();
    EXPECT_EQ(other.verdict, Verdict::kWait);
    EXPECT_FALSE(other.log_in) << "one login at a time";
  }
  EXPECT_FALSE(LogIn());
  EXPECT_EQ(keeper_->state(), AccountState::kUnproven);
  const Judgement after = Judge();
  EXPECT_EQ(after.verdict, Verdict::kSend);
  EXPECT_EQ(after.token->value, "token");
  EXPECT_TRUE(keeper_->Report(after.token, Outcome::kAccepted, now_)) << "now the account is proven";
  EXPECT_EQ(keeper_->state(), AccountState::kProven);
  EXPECT_FALSE(keeper_->Report(after.token, Outcome::kAccepted, now_));
}

TEST_F(TokenKeeperTest, ATokenIsRenewedAheadOfItsEnd) {
  struct Row {
    absl::Duration life;
    absl::Duration ahead;
  };
  for (const Row& row : {Row{absl::Hours(24), absl::Minutes(40)}, Row{absl::Minutes(200), absl::Minutes(40)},
                         Row{absl::Minutes(15), absl::Minutes(3)}}) {
    SCOPED_TRACE(row.life);
    keeper_ = std::make_unique<TokenKeeper>(TokenKeeper::Options());
    const auto token = Proven(row.life);
    now_ += row.life - row.ahead - absl::Nanoseconds(1);
    EXPECT_FALSE(Judge().log_in);
    now_ += absl::Nanoseconds(1);
    const Judgement renewing = Judge();
    EXPECT_TRUE(renewing.log_in);
    EXPECT_EQ(renewing.verdict, Verdict::kSend) << "by the old token";
    EXPECT_EQ(renewing.token, token);
    EXPECT_FALSE(Judge().log_in);
    LogIn();
    EXPECT_NE(Judge().token, token);
    EXPECT_FALSE(Judge().log_in);
  }
}

TEST_F(TokenKeeperTest, JitterRenewsUpToATenthEarlier) {
  EXPECT_TRUE(Judge().log_in);
  keeper_->LoginEnded(IamToken{"token", "project", now_ + absl::Hours(24)}, /*jitter=*/1, now_);
  now_ += absl::Hours(24) - absl::Minutes(44) - absl::Nanoseconds(1);
  EXPECT_FALSE(Judge().log_in);
  now_ += absl::Nanoseconds(1);
  EXPECT_TRUE(Judge().log_in);
}

TEST_F(TokenKeeperTest, AnExpiredTokenIsNotUsed) {
  Proven();
  now_ += absl::Hours(24);
  const Judgement judgement = Judge();
  EXPECT_EQ(judgement.verdict, Verdict::kWait);
  EXPECT_TRUE(judgement.log_in);
}

TEST_F(TokenKeeperTest, ATokenThatDiesIsReplacedAtOnceWithoutAStop) {
  const auto token = Proven();
  EXPECT_FALSE(keeper_->Report(token, Outcome::kRefused, now_));
  EXPECT_EQ(keeper_->state(), AccountState::kProven);
  const Judgement judgement = Judge();
  EXPECT_EQ(judgement.verdict, Verdict::kWait);
  EXPECT_TRUE(judgement.log_in);
  LogIn();
  const Judgement after = Judge();
  EXPECT_FALSE(keeper_->Report(token, Outcome::kRefused, now_)) << "a late answer to the old one";
  EXPECT_EQ(Judge().token, after.token);
}

TEST_F(TokenKeeperTest, ANewTokenThatTheUpstreamRefusesStopsTheAccount) {
  EXPECT_TRUE(Judge().log_in);
  LogIn();
  EXPECT_TRUE(keeper_->Report(Judge().token, Outcome::kRefused, now_));
  EXPECT_EQ(keeper_->state(), AccountState::kStopped);
  ExpectRefused(HttpFailure::kHeldBack,
                "no token: the upstream refused the token of a new login; next login in 30s");
  now_ += absl::Seconds(30);
  EXPECT_TRUE(Judge().log_in);
  LogIn();
  EXPECT_TRUE(keeper_->Report(Judge().token, Outcome::kRefused, now_));
  EXPECT_EQ(keeper_->pause(), absl::Seconds(60)) << "no storm of logins";
  now_ += absl::Seconds(60);
  EXPECT_TRUE(Judge().log_in);
  LogIn();
  EXPECT_TRUE(keeper_->Report(Judge().token, Outcome::kAccepted, now_));
  EXPECT_EQ(keeper_->state(), AccountState::kProven);
}

TEST_F(TokenKeeperTest, ARefusedLoginStopsTheAccountForAPauseThatGrows) {
  for (const int seconds : {30, 60, 120, 240, 480, 900, 900}) {
    EXPECT_TRUE(Judge().log_in);
    EXPECT_TRUE(Refuse());
    EXPECT_EQ(keeper_->pause(), absl::Seconds(seconds));
    now_ += absl::Seconds(seconds) - absl::Seconds(1);
    ExpectRefused(HttpFailure::kHeldBack, "no token: refused; next login in 1s");
    now_ += absl::Seconds(1);
  }
  const Judgement probe = Judge();
  EXPECT_TRUE(probe.log_in);
  EXPECT_EQ(probe.verdict, Verdict::kWait);
}

TEST_F(TokenKeeperTest, ARefusedRenewalLeavesAGoodTokenInUse) {
  const auto token = Proven();
  now_ += absl::Hours(24) - absl::Minutes(40);
  EXPECT_TRUE(Judge().log_in);
  EXPECT_TRUE(Refuse());
  EXPECT_EQ(keeper_->state(), AccountState::kStopped) << "and the operator is told";
  EXPECT_EQ(Judge().token, token);
  EXPECT_FALSE(Judge().log_in) << "the pause holds";
  EXPECT_FALSE(keeper_->Report(token, Outcome::kRefused, now_)) << "now it is dead, too";
  ExpectRefused(HttpFailure::kHeldBack, "no token: refused; next login in 30s");
}

TEST_F(TokenKeeperTest, AServiceThatIsDownIsTriedAgainAfterAPauseThatGrows) {
  for (const int seconds : {1, 2, 4, 8, 16, 32, 60, 60}) {
    EXPECT_TRUE(Judge().log_in);
    EXPECT_FALSE(Lose());
    EXPECT_EQ(keeper_->state(), AccountState::kUnproven);
    now_ += absl::Seconds(seconds) - absl::Milliseconds(1);
    ExpectRefused(HttpFailure::kNotConnected, "no token: down; next login in 1s");
    now_ += absl::Milliseconds(1);
  }
  EXPECT_TRUE(Judge().log_in);
  LogIn();
  now_ += absl::Hours(25);
  EXPECT_TRUE(Judge().log_in);
  Lose(/*jitter=*/0);
  now_ += absl::Milliseconds(500);
  EXPECT_TRUE(Judge().log_in) << "from the start again, by half without jitter";
}

TEST_F(TokenKeeperTest, AServiceThatIsDownChangesNothingWhileTheTokenIsGood) {
  const auto token = Proven();
  now_ += absl::Hours(24) - absl::Minutes(40);
  EXPECT_TRUE(Judge().log_in);
  EXPECT_FALSE(Lose());
  EXPECT_EQ(keeper_->state(), AccountState::kProven);
  EXPECT_EQ(Judge().token, token);
  EXPECT_FALSE(Judge().log_in);
  now_ += absl::Seconds(1);
  EXPECT_TRUE(Judge().log_in);
  EXPECT_EQ(Judge().token, token);
}

TEST_F(TokenKeeperTest, ATokenThatWasNeverJudgedDoesNotBarTheNextLogin) {
  EXPECT_TRUE(Judge().log_in);
  LogIn();
  EXPECT_FALSE(keeper_->Report(Judge().token, Outcome::kNoAnswer, now_));
  now_ += absl::Hours(24);
  EXPECT_TRUE(Judge().log_in);
  LogIn();
  EXPECT_TRUE(keeper_->Report(Judge().token, Outcome::kAccepted, now_));
}

TEST_F(TokenKeeperTest, ANewTokenRefusedWhileItIsRenewedIsLeftToTheLogin) {
  EXPECT_TRUE(Judge().log_in);
  LogIn();
  now_ += absl::Hours(24) - absl::Minutes(40);
  const Judgement judgement = Judge();
  EXPECT_TRUE(judgement.log_in);
  EXPECT_FALSE(keeper_->Report(judgement.token, Outcome::kRefused, now_));
  EXPECT_EQ(Judge().verdict, Verdict::kWait);
  LogIn();
  EXPECT_EQ(Judge().verdict, Verdict::kSend);
  EXPECT_TRUE(keeper_->Report(Judge().token, Outcome::kAccepted, now_));
  EXPECT_EQ(keeper_->state(), AccountState::kProven);
}

}  // namespace
}  // namespace cloudphone
