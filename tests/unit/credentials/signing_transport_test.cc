#include "adapters/credentials/signing_transport.h"

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
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

class SigningTransportTest : public ::testing::Test {
 protected:
  SigningTransportTest() { Make(SigningTransport::Options()); }

  void Make(SigningTransport::Options options) {
    options.on_state_change = [this](AccountState state, absl::Duration pause) {
      changes_.emplace_back(state, pause);
    };
    transport_ = std::make_unique<SigningTransport>(&next_, AccessKey{"AK", "SK-hidden", "token-hidden"},
                                                    "project", &timers_, std::move(options));
  }

  // Sends a call named `name`; its result comes to results_[name].
  HttpTransport::CallId Send(const std::string& name, absl::Time deadline = absl::InfiniteFuture()) {
    HttpRequest request;
    request.method = "GET";
    request.url = absl::StrCat("https://cph.example/", name);
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

  // Proves the account by a call of its own.
  void Prove() {
    Send("proof");
    ASSERT_TRUE(next_.AnswerFirst(200));
    changes_.clear();
  }
  void Stop() {
    Send("refused");
    ASSERT_TRUE(next_.AnswerFirst(401));
    changes_.clear();
  }

  // The names of all calls that reached the next transport, in order.
  std::vector<std::string> SentNames() const {
    std::vector<std::string> names;
    for (const HttpRequest& request : next_.sent()) names.push_back(request.url.substr(20));
    return names;
  }

  void RunWhatIsDue() { timers_.Advance(absl::ZeroDuration()); }

  // A call that was never sent ended so.
  void ExpectFailed(const std::string& name, HttpFailure failure, const std::string& detail) {
    ASSERT_EQ(results_.count(name), 1u) << name;
    EXPECT_EQ(results_[name].failure, failure) << name;
    EXPECT_FALSE(results_[name].maybe_sent) << name;
    EXPECT_EQ(results_[name].detail, detail) << name;
  }

  FakeTimers timers_;
  FakeHttpTransport next_;
  std::map<std::string, HttpResult> results_;
  std::vector<std::pair<AccountState, absl::Duration>> changes_;
  std::unique_ptr<SigningTransport> transport_;
};

constexpr char kEnded[] = "the transport ended before the call was sent";

TEST_F(SigningTransportTest, SignsEachCallAtTheTimeItLeaves) {
  Prove();
  timers_.Advance(absl::Seconds(61));
  Send("call");
  const HttpRequest sent = next_.sent().back();
  const std::string date = absl::FormatTime("%Y%m%dT%H%M%SZ", timers_.Now(), absl::UTCTimeZone());
  EXPECT_EQ(std::string(FindHeader(sent.headers, "X-Sdk-Date")), date);
  HttpRequest expected;
  expected.method = "GET";
  expected.url = "https://cph.example/call";
  Sign({"AK", "SK-hidden", "token-hidden"}, "project", timers_.Now(), &expected);
  EXPECT_EQ(std::string(FindHeader(sent.headers, "Authorization")),
            std::string(FindHeader(expected.headers, "Authorization")));
  EXPECT_EQ(std::string(FindHeader(sent.headers, "X-Project-Id")), "project");
}

TEST_F(SigningTransportTest, ACallThatWaitedIsSignedWhenItLeaves) {
  Send("probe");
  Send("waits");
  timers_.Advance(absl::Minutes(5));
  next_.AnswerFirst(200);
  EXPECT_EQ(std::string(FindHeader(next_.sent().back().headers, "X-Sdk-Date")),
            absl::FormatTime("%Y%m%dT%H%M%SZ", timers_.Now(), absl::UTCTimeZone()));
}

TEST_F(SigningTransportTest, CallsWaitForTheFirstAnswerThenLeaveInOrder) {
  Send("probe");
  Send("b");
  Send("a");
  Send("c", timers_.Now() + absl::Minutes(1));
  EXPECT_THAT(SentNames(), ElementsAre("probe"));
  next_.AnswerFirst(404);
  EXPECT_THAT(SentNames(), ElementsAre("probe", "b", "a", "c"));
  EXPECT_EQ(results_["probe"].status, 404);
  EXPECT_THAT(changes_, ElementsAre(Pair(AccountState::kProven, absl::ZeroDuration())));
  EXPECT_EQ(timers_.pending(), 0u) << "the deadline is the next transport's now";
  while (next_.AnswerFirst(200)) {
  }
  EXPECT_THAT(results_, SizeIs(4));
  EXPECT_EQ(results_["c"].status, 200);
}

TEST_F(SigningTransportTest, ARefusedProbeFailsAllThatWait) {
  Send("probe");
  Send("a");
  Send("b", timers_.Now() + absl::Minutes(1));
  next_.AnswerFirst(401);
  EXPECT_THAT(SentNames(), ElementsAre("probe"));
  EXPECT_EQ(results_["probe"].failure, HttpFailure::kNone);
  EXPECT_EQ(results_["probe"].status, 401);
  for (const char* name : {"a", "b"}) {
    ExpectFailed(name, HttpFailure::kHeldBack, "the upstream refused our credentials; next attempt in 30s");
  }
  EXPECT_THAT(changes_, ElementsAre(Pair(AccountState::kStopped, absl::Seconds(30))));
  EXPECT_EQ(timers_.pending(), 0u);
}

TEST_F(SigningTransportTest, AProbeWithoutAnAnswerIsFollowedByTheNextInLine) {
  Send("probe");
  Send("a");
  Send("b");
  HttpResult lost;
  lost.failure = HttpFailure::kLost;
  next_.AnswerFirst(std::move(lost));
  EXPECT_EQ(results_["probe"].failure, HttpFailure::kLost);
  EXPECT_THAT(SentNames(), ElementsAre("probe", "a"));
  EXPECT_THAT(changes_, IsEmpty());
  next_.AnswerFirst(200);
  EXPECT_THAT(SentNames(), ElementsAre("probe", "a", "b"));
}

TEST_F(SigningTransportTest, TheProbeIsTheNextCallWhenNoneWaits) {
  Send("probe");
  HttpResult refused;
  refused.failure = HttpFailure::kNotConnected;
  next_.AnswerFirst(std::move(refused));
  Send("a");
  Send("b");
  EXPECT_THAT(SentNames(), ElementsAre("probe", "a"));
}

TEST_F(SigningTransportTest, OnlySoManyCallsWait) {
  constexpr int kBound = 1000;
  Send("probe");
  for (int i = 0; i < kBound; ++i) Send(absl::StrCat(i));
  Send("beyond");
  RunWhatIsDue();
  EXPECT_THAT(results_, SizeIs(1));
  ExpectFailed("beyond", HttpFailure::kTooManyWaiting,
               "1000 calls wait already for the upstream's first answer");
  next_.AnswerFirst(200);
  EXPECT_THAT(SentNames(), SizeIs(1 + kBound));
}

TEST_F(SigningTransportTest, ProvenAccountsSendEveryCallAtOnce) {
  Prove();
  Send("a");
  Send("b", timers_.Now() + absl::Minutes(1));
  EXPECT_THAT(SentNames(), ElementsAre("proof", "a", "b"));
  EXPECT_EQ(timers_.pending(), 0u);
  next_.AnswerFirst(500);
  next_.AnswerFirst(429);
  EXPECT_EQ(results_["a"].status, 500);
  EXPECT_EQ(results_["b"].status, 429);
  EXPECT_THAT(changes_, IsEmpty());
}

TEST_F(SigningTransportTest, OneRefusalStopsAProvenAccount) {
  Prove();
  Send("a");
  next_.AnswerFirst(401);
  EXPECT_EQ(results_["a"].status, 401);
  EXPECT_THAT(changes_, ElementsAre(Pair(AccountState::kStopped, absl::Seconds(30))));
  timers_.Advance(absl::Milliseconds(12500));
  Send("b");
  RunWhatIsDue();
  ExpectFailed("b", HttpFailure::kHeldBack, "the upstream refused our credentials; next attempt in 18s");
  EXPECT_THAT(SentNames(), ElementsAre("proof", "a"));
}

TEST_F(SigningTransportTest, AfterThePauseOneCallTriesAndTheOthersFail) {
  Stop();
  timers_.Advance(absl::Seconds(30));
  Send("probe");
  Send("a");
  RunWhatIsDue();
  EXPECT_THAT(SentNames(), ElementsAre("refused", "probe"));
  ExpectFailed("a", HttpFailure::kHeldBack, "the upstream refused our credentials; an attempt is under way");
  next_.AnswerFirst(200);
  EXPECT_THAT(changes_, ElementsAre(Pair(AccountState::kProven, absl::ZeroDuration())));
  Send("b");
  EXPECT_THAT(SentNames(), ElementsAre("refused", "probe", "b"));
}

TEST_F(SigningTransportTest, ARefusedAttemptDoublesThePauseAsTheOptionsSay) {
  SigningTransport::Options options;
  options.gate.first_pause = absl::Seconds(2);
  options.gate.max_pause = absl::Seconds(5);
  Make(std::move(options));
  Stop();
  for (const int seconds : {4, 5, 5}) {
    timers_.Advance(absl::Seconds(5));
    Send(absl::StrCat("attempt ", changes_.size()));
    next_.AnswerFirst(401);
    EXPECT_EQ(changes_.back(),
              std::make_pair(AccountState::kStopped, absl::Duration(absl::Seconds(seconds))));
  }
  EXPECT_THAT(changes_, SizeIs(3));
}

TEST_F(SigningTransportTest, AnAttemptWithoutAnAnswerLeavesTheNextOneToTry) {
  Stop();
  timers_.Advance(absl::Seconds(30));
  Send("probe");
  HttpResult lost;
  lost.failure = HttpFailure::kTimedOut;
  next_.AnswerFirst(std::move(lost));
  EXPECT_THAT(changes_, IsEmpty());
  Send("next");
  EXPECT_THAT(SentNames(), ElementsAre("refused", "probe", "next"));
}

TEST_F(SigningTransportTest, ALateRefusalChangesNothing) {
  Prove();
  Send("refused first");
  Send("refused late");
  Send("refused much later");
  next_.AnswerFirst(401);
  timers_.Advance(absl::Seconds(29));
  next_.AnswerFirst(401);
  EXPECT_EQ(results_["refused late"].status, 401);
  timers_.Advance(absl::Seconds(1));
  Send("probe");
  EXPECT_EQ(SentNames().back(), "probe") << "the late refusal made the pause no longer";
  next_.AnswerLast(200);
  EXPECT_EQ(results_["probe"].status, 200);
  next_.AnswerFirst(401);
  EXPECT_EQ(results_["refused much later"].status, 401);
  EXPECT_THAT(changes_, ElementsAre(Pair(AccountState::kStopped, absl::Seconds(30)),
                                    Pair(AccountState::kProven, absl::ZeroDuration())));
  Send("after");
  EXPECT_EQ(SentNames().back(), "after");
}

TEST_F(SigningTransportTest, AWaitingCallEndsAtItsDeadline) {
  Send("probe");
  Send("short", timers_.Now() + absl::Seconds(2));
  Send("long");
  timers_.Advance(absl::Seconds(2) - absl::Nanoseconds(1));
  EXPECT_THAT(results_, IsEmpty());
  timers_.Advance(absl::Nanoseconds(1));
  ExpectFailed("short", HttpFailure::kTimedOut, "the deadline passed before the call was sent");
  next_.AnswerFirst(200);
  EXPECT_THAT(SentNames(), ElementsAre("probe", "long"));
}

TEST_F(SigningTransportTest, AWaitingCallCanBeCancelled) {
  Send("probe");
  const HttpTransport::CallId id = Send("waits", timers_.Now() + absl::Minutes(1));
  Cancel(id);
  Cancel(id);
  RunWhatIsDue();
  ExpectFailed("waits", HttpFailure::kCancelled, "cancelled before it was sent");
  EXPECT_EQ(timers_.pending(), 0u);
  next_.AnswerFirst(200);
  EXPECT_THAT(SentNames(), ElementsAre("probe"));
  EXPECT_THAT(next_.cancelled(), IsEmpty());
}

TEST_F(SigningTransportTest, CancelReachesACallThatWasSentByItsOwnId) {
  const HttpTransport::CallId probe = Send("probe");
  const HttpTransport::CallId waited = Send("waited");
  Cancel(probe);
  EXPECT_THAT(next_.cancelled(), ElementsAre(1001));
  next_.AnswerFirst(200);
  Cancel(waited);
  EXPECT_THAT(next_.cancelled(), ElementsAre(1001, 1002));
  next_.AnswerFirst(200);
  Cancel(waited);
  Cancel(probe);
  Cancel(0);
  EXPECT_THAT(next_.cancelled(), ElementsAre(1001, 1002)) << "finished and unknown ids are ignored";
}

TEST_F(SigningTransportTest, CancelOfACallThatIsHeldBackDoesNotEndItTwice) {
  Stop();
  Cancel(Send("held back"));
  RunWhatIsDue();
  ExpectFailed("held back", HttpFailure::kHeldBack,
               "the upstream refused our credentials; next attempt in 30s");
}

TEST_F(SigningTransportTest, CallsThatWaitEndWithTheTransport) {
  Send("probe");
  Send("a", timers_.Now() + absl::Minutes(1));
  Send("b");
  transport_.reset();
  ExpectFailed("a", HttpFailure::kCancelled, kEnded);
  ExpectFailed("b", HttpFailure::kCancelled, kEnded);
  EXPECT_EQ(timers_.pending(), 0u);
  next_.AnswerFirst(200);
  EXPECT_EQ(results_["probe"].status, 200) << "what was sent ends as the next transport ends it";
  EXPECT_THAT(SentNames(), ElementsAre("probe"));
}

TEST_F(SigningTransportTest, ACallThatWasHeldBackEndsAfterTheTransport) {
  Stop();
  Send("held back");
  transport_.reset();
  RunWhatIsDue();
  ExpectFailed("held back", HttpFailure::kHeldBack,
               "the upstream refused our credentials; next attempt in 30s");
}

TEST_F(SigningTransportTest, ACallbackMaySendCancelAndEndTheTransport) {
  HttpRequest request;
  request.method = "GET";
  request.url = "https://cph.example/probe";
  transport_->Send(std::move(request), [this](const HttpResult&) {
    Cancel(Send("from done"));
    transport_.reset();
  });
  Send("waits");
  next_.AnswerFirst(200);
  EXPECT_THAT(SentNames(), ElementsAre("probe", "from done"));
  EXPECT_THAT(next_.cancelled(), ElementsAre(1002));
  ExpectFailed("waits", HttpFailure::kCancelled, kEnded);
  next_.AnswerFirst(200);
  EXPECT_EQ(results_["from done"].status, 200);
}

}  // namespace
}  // namespace cloudphone
