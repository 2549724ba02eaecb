#include "adapters/credentials/token_transport.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

class TokenTransportTest : public ::testing::Test {
 protected:
  TokenTransportTest() { Make(TokenTransport::Options()); }

  void Make(TokenTransport::Options options) {
    options.on_state_change = [this](AccountState state, absl::Duration pause) {
      changes_.emplace_back(state, pause);
    };
    options.on_trouble = [this](absl::string_view what) { troubles_.emplace_back(what); };
    transport_ = std::make_unique<TokenTransport>(
        &next_, &iam_, IamLogin{"https://iam.example", "domain", "user", "pass-hidden", "", "cn-north-4"},
        &timers_, std::move(options));
  }

  // Sends a call named `name`; its result comes to results_[name].
  HttpTransport::CallId Send(const std::string& name, absl::Time deadline = absl::InfiniteFuture()) {
    HttpRequest request;
    request.method = "POST";
    request.url = absl::StrCat("https://h/v1/{project_id}/", name);
    request.body = name;
    request.deadline = deadline;
    const size_t before = results_.size();
    const HttpTransport::CallId id = transport_->Send(std::move(request), [this, name](HttpResult result) {
      EXPECT_TRUE(results_.emplace(name, std::move(result)).second) << name << " ended twice";
    });
    EXPECT_EQ(results_.size(), before) << "done ran inside Send()";
    return id;
  }
  void Cancel(HttpTransport::CallId id) {
    const size_t before = results_.size();
    transport_->Cancel(id);
    EXPECT_EQ(results_.size(), before) << "done ran inside Cancel()";
  }

  // The login that must be under way gives a token with this value, for a day.
  void LogIn(const std::string& value) {
    HttpResult result;
    result.status = 201;
    result.headers.push_back({"X-Subject-Token", value});
    result.body = R"({"token":{"expires_at":"2020-01-04T09:05:22.701000Z",)"
                  R"("issued_at":"2020-01-03T09:05:22.701000Z","project":{"id":"p1"}}})";
    ASSERT_TRUE(iam_.AnswerFirst(std::move(result)));
  }
  void LoseLogin() {
    HttpResult result;
    result.failure = HttpFailure::kNotConnected;
    result.detail = "refused";
    ASSERT_TRUE(iam_.AnswerFirst(std::move(result)));
  }
  // A first call proves the account with this token.
  void Prove(const std::string& value) {
    Send("proof");
    LogIn(value);
    ASSERT_TRUE(next_.AnswerFirst(200));
    changes_.clear();
  }
  void RunWhatIsDue() { timers_.Advance(absl::ZeroDuration()); }

  // "name by token" of each call that reached the next transport.
  std::vector<std::string> Sent() const {
    std::vector<std::string> sent;
    for (const HttpRequest& request : next_.sent()) {
      EXPECT_THAT(request.url, HasSubstr("https://h/v1/p1/")) << "the token's project";
      sent.push_back(absl::StrCat(request.body, " by ", FindHeader(request.headers, "X-Auth-Token")));
    }
    return sent;
  }
  void ExpectFailed(const std::string& name, HttpFailure failure, const std::string& detail) {
    ASSERT_EQ(results_.count(name), 1u) << name;
    EXPECT_EQ(results_[name].failure, failure) << name;
    EXPECT_FALSE(results_[name].maybe_sent) << name;
    EXPECT_EQ(results_[name].detail, detail) << name;
  }

  FakeTimers timers_;
  FakeHttpTransport next_;
  FakeHttpTransport iam_;
  std::map<std::string, HttpResult> results_;
  std::vector<std::pair<AccountState, absl::Duration>> changes_;
  std::vector<std::string> troubles_;
  std::unique_ptr<TokenTransport> transport_;
};

TEST_F(TokenTransportTest, OneLoginServesAllCallsThatWait) {
  for (int i = 0; i < 100; ++i) Send(absl::StrCat(i));
  ASSERT_THAT(iam_.sent(), SizeIs(1));
  EXPECT_EQ(iam_.sent()[0].deadline, timers_.Now() + absl::Seconds(10));
  EXPECT_THAT(next_.sent(), IsEmpty());
  LogIn("t1");
  ASSERT_THAT(Sent(), SizeIs(100));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(Sent()[i], absl::StrCat(i, " by t1"));
  while (next_.AnswerFirst(200)) {
  }
  EXPECT_THAT(results_, SizeIs(100));
  EXPECT_THAT(changes_, ElementsAre(Pair(AccountState::kProven, absl::ZeroDuration())));
  Send("later");
  EXPECT_EQ(Sent().back(), "later by t1");
  EXPECT_THAT(iam_.sent(), SizeIs(1));
}

TEST_F(TokenTransportTest, ATokenIsRenewedWhileCallsGoOnByTheOldOne) {
  Prove("t1");
  timers_.Advance(absl::Hours(24) - absl::Minutes(40));
  Send("a");
  Send("b");
  EXPECT_THAT(iam_.sent(), SizeIs(2)) << "one renewal";
  EXPECT_THAT(Sent(), ElementsAre("proof by t1", "a by t1", "b by t1"));
  LogIn("t2");
  Send("c");
  EXPECT_EQ(Sent().back(), "c by t2");
  next_.AnswerFirst(200);
  next_.AnswerFirst(401);  // b came too late for t1: it is sent once more by t2.
  EXPECT_EQ(Sent().back(), "b by t2");
  EXPECT_THAT(iam_.sent(), SizeIs(2));
}

TEST_F(TokenTransportTest, ATokenThatDiesBetweenTwoCallsIsReplacedUnnoticed) {
  Prove("t1");
  for (const char* name : {"a", "b", "c"}) Send(name);
  for (int i = 0; i < 3; ++i) next_.AnswerFirst(401);
  EXPECT_THAT(iam_.sent(), SizeIs(2)) << "one login for all three";
  EXPECT_THAT(results_, SizeIs(1));
  LogIn("t2");
  EXPECT_THAT(Sent(),
              ElementsAre("proof by t1", "a by t1", "b by t1", "c by t1", "a by t2", "b by t2", "c by t2"));
  while (next_.AnswerFirst(200)) {
  }
  for (const char* name : {"a", "b", "c"}) EXPECT_EQ(results_[name].status, 200);
  EXPECT_THAT(changes_, IsEmpty());
}

TEST_F(TokenTransportTest, ACallIsSentNoMoreThanTwice) {
  Prove("t1");
  Send("a");
  Send("b");
  next_.AnswerFirst(401);
  next_.AnswerFirst(401);
  LogIn("t2");
  next_.AnswerFirst(200);  // a: t2 is good.
  next_.AnswerFirst(401);  // b
  EXPECT_EQ(results_["b"].status, 401);
  EXPECT_THAT(iam_.sent(), SizeIs(2));
  EXPECT_THAT(changes_, IsEmpty());
}

TEST_F(TokenTransportTest, ANewTokenThatIsRefusedStopsTheAccountAndTheAnswerStands) {
  Send("a");
  LogIn("t1");
  next_.AnswerFirst(401);
  EXPECT_EQ(results_["a"].status, 401);
  EXPECT_EQ(results_["a"].failure, HttpFailure::kNone);
  EXPECT_THAT(changes_, ElementsAre(Pair(AccountState::kStopped, absl::Seconds(30))));
  Send("b");
  RunWhatIsDue();
  ExpectFailed("b", HttpFailure::kHeldBack,
               "no token: the upstream refused the token of a new login; next login in 30s");
  EXPECT_THAT(iam_.sent(), SizeIs(1));
}

TEST_F(TokenTransportTest, ARefusedLoginFailsAllThatWaitAndStopsTheAccount) {
  Send("a");
  Send("b", timers_.Now() + absl::Minutes(1));
  iam_.AnswerFirst(401);
  for (const char* name : {"a", "b"}) {
    ExpectFailed(name, HttpFailure::kHeldBack,
                 "no token: the identity service answered with status 401; next login in 30s");
  }
  EXPECT_THAT(changes_, ElementsAre(Pair(AccountState::kStopped, absl::Seconds(30))));
  EXPECT_THAT(troubles_, ElementsAre("the identity service answered with status 401"));
  EXPECT_EQ(timers_.pending(), 0u);
  EXPECT_THAT(next_.sent(), IsEmpty());
  timers_.Advance(absl::Seconds(30));
  Send("c");
  LogIn("t1");
  next_.AnswerFirst(200);
  EXPECT_EQ(changes_.back(), std::make_pair(AccountState::kProven, absl::ZeroDuration()));
}

TEST_F(TokenTransportTest, AServiceThatIsDownFailsAllThatWaitAsNotConnected) {
  Send("a");
  Send("b");
  LoseLogin();
  ASSERT_THAT(results_, SizeIs(2));
  EXPECT_EQ(results_["a"].failure, HttpFailure::kNotConnected);
  EXPECT_FALSE(results_["a"].maybe_sent);
  EXPECT_THAT(results_["a"].detail, HasSubstr("the identity service gave no answer: refused"));
  EXPECT_THAT(changes_, IsEmpty());
  Send("c");
  RunWhatIsDue();
  EXPECT_EQ(results_["c"].failure, HttpFailure::kNotConnected) << "not every call knocks";
  EXPECT_THAT(iam_.sent(), SizeIs(1));
  timers_.Advance(absl::Seconds(1));
  Send("d");
  EXPECT_THAT(iam_.sent(), SizeIs(2));
  LogIn("t1");
  EXPECT_EQ(Sent().back(), "d by t1");
}

TEST_F(TokenTransportTest, AServiceThatIsDownChangesNothingWhileTheTokenIsGood) {
  Prove("t1");
  timers_.Advance(absl::Hours(24) - absl::Minutes(40));
  Send("a");
  LoseLogin();
  Send("b");
  EXPECT_THAT(Sent(), ElementsAre("proof by t1", "a by t1", "b by t1"));
  EXPECT_THAT(changes_, IsEmpty());
  EXPECT_THAT(troubles_, ElementsAre("the identity service gave no answer: refused")) << "the operator knows";
}

TEST_F(TokenTransportTest, AWaitingCallEndsAtItsDeadline) {
  Send("short", timers_.Now() + absl::Seconds(2));
  Send("long");
  timers_.Advance(absl::Seconds(2) - absl::Nanoseconds(1));
  EXPECT_THAT(results_, IsEmpty());
  timers_.Advance(absl::Nanoseconds(1));
  ExpectFailed("short", HttpFailure::kTimedOut, "the deadline passed before the call was sent");
  LogIn("t1");
  EXPECT_THAT(Sent(), ElementsAre("long by t1"));
}

TEST_F(TokenTransportTest, ARefusedCallThatWaitsForAnotherTokenKeepsItsDeadline) {
  Prove("t1");
  Send("a", timers_.Now() + absl::Seconds(2));
  next_.AnswerFirst(401);
  timers_.Advance(absl::Seconds(2));
  ExpectFailed("a", HttpFailure::kTimedOut, "the deadline passed before the call was sent");
}

TEST_F(TokenTransportTest, AWaitingCallCanBeCancelled) {
  Cancel(Send("a", timers_.Now() + absl::Minutes(1)));
  RunWhatIsDue();
  ExpectFailed("a", HttpFailure::kCancelled, "cancelled before it was sent");
  EXPECT_EQ(timers_.pending(), 0u);
  LogIn("t1");
  EXPECT_THAT(next_.sent(), IsEmpty());
}

TEST_F(TokenTransportTest, ACallThatIsCancelledOnTheWayIsNotSentAgain) {
  Prove("t1");
  const HttpTransport::CallId id = Send("a");
  Cancel(id);
  EXPECT_THAT(next_.cancelled(), ElementsAre(1002));
  next_.AnswerFirst(401);
  RunWhatIsDue();
  ExpectFailed("a", HttpFailure::kCancelled, "cancelled before it was sent");
  LogIn("t2");
  EXPECT_THAT(Sent(), ElementsAre("proof by t1", "a by t1"));
}

TEST_F(TokenTransportTest, CancelReachesTheSecondSending) {
  Prove("t1");
  const HttpTransport::CallId id = Send("a");
  next_.AnswerFirst(401);
  LogIn("t2");
  Cancel(id);
  EXPECT_THAT(next_.cancelled(), ElementsAre(1003));
  next_.AnswerFirst(200);
  EXPECT_EQ(results_["a"].status, 200);
  Cancel(id);
  EXPECT_THAT(next_.cancelled(), SizeIs(1));
}

TEST_F(TokenTransportTest, OnlySoManyCallsWait) {
  TokenTransport::Options options;
  options.max_waiting = 2;
  Make(std::move(options));
  for (const char* name : {"a", "b", "beyond"}) Send(name);
  RunWhatIsDue();
  ExpectFailed("beyond", HttpFailure::kTooManyWaiting, "2 calls wait already for a token");
  LogIn("t1");
  EXPECT_THAT(Sent(), ElementsAre("a by t1", "b by t1"));
}

TEST_F(TokenTransportTest, CallsThatWaitEndWithTheTransport) {
  Prove("t1");
  Send("a");
  Send("b");
  next_.AnswerFirst(401);
  transport_.reset();
  ExpectFailed("a", HttpFailure::kCancelled, "the transport ended before the call was sent");
  next_.AnswerFirst(401);
  RunWhatIsDue();
  ExpectFailed("b", HttpFailure::kCancelled, "the transport ended before the call was sent");
  LogIn("t2");
  EXPECT_THAT(Sent(), SizeIs(3)) << "nothing leaves after the end";
}

TEST_F(TokenTransportTest, NothingBelowIsCalledAfterTheEnd) {
  Prove("t1");
  for (const char* name : {"a", "b", "c"}) Send(name);
  next_.AnswerFirst(401);
  LogIn("t2");
  transport_.reset();
  next_.AnswerFirst(401);  // b: t2 would be there for it.
  ExpectFailed("b", HttpFailure::kCancelled, "the transport ended before the call was sent");
  next_.AnswerFirst(200);
  next_.AnswerFirst(401);  // a, by t2, which was never taken before.
  EXPECT_EQ(results_["a"].status, 401);
  EXPECT_THAT(next_.sent(), SizeIs(5));
  EXPECT_THAT(iam_.sent(), SizeIs(2));
}

TEST_F(TokenTransportTest, WhatWasSentEndsAfterTheTransport) {
  Prove("t1");
  Send("a");
  transport_.reset();
  next_.AnswerFirst(200);
  EXPECT_EQ(results_["a"].status, 200);
}

TEST_F(TokenTransportTest, NoTextHoldsASecret) {
  Send("a");
  HttpResult refused;
  refused.status = 401;
  refused.body = R"({"error":{"code":401,"message":"user pass-hidden","title":"x"}})";
  refused.headers.push_back({"X-Request-Id", "pass-hidden or <b>"});
  iam_.AnswerFirst(std::move(refused));
  timers_.Advance(absl::Seconds(30));
  Send("b");
  LogIn("token-hidden");
  next_.AnswerFirst(401);
  Send("c");
  RunWhatIsDue();
  for (const auto& [name, result] : results_) EXPECT_THAT(result.detail, Not(HasSubstr("hidden"))) << name;
  EXPECT_THAT(troubles_, ElementsAre(Not(HasSubstr("hidden"))));
}

}  // namespace
}  // namespace cloudphone
