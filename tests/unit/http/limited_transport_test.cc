#include "adapters/http/limited_transport.h"

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
using ::testing::SizeIs;

class LimitedTransportTest : public ::testing::Test {
 protected:
  LimitedTransportTest() { Make(/*max_running=*/2, /*max_waiting=*/3); }

  void Make(size_t max_running, size_t max_waiting) {
    LimitedTransport::Options options;
    options.max_running = max_running;
    options.max_waiting = max_waiting;
    transport_ = std::make_unique<LimitedTransport>(&next_, &timers_, options);
  }
  // Sends a call named `name`; its result comes to results_[name].
  HttpTransport::CallId Send(const std::string& name, absl::Time deadline = absl::InfiniteFuture()) {
    HttpRequest request;
    request.url = name;
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
  std::vector<std::string> SentNames() const {
    std::vector<std::string> names;
    for (const HttpRequest& request : next_.sent()) names.push_back(request.url);
    return names;
  }
  void RunWhatIsDue() { timers_.Advance(absl::ZeroDuration()); }
  void ExpectFailed(const std::string& name, HttpFailure failure, const std::string& detail) {
    ASSERT_EQ(results_.count(name), 1u) << name;
    EXPECT_EQ(results_[name].failure, failure) << name;
    EXPECT_FALSE(results_[name].maybe_sent) << name;
    EXPECT_EQ(results_[name].detail, detail) << name;
  }

  FakeTimers timers_;
  FakeHttpTransport next_;
  std::map<std::string, HttpResult> results_;
  std::unique_ptr<LimitedTransport> transport_;
};

TEST_F(LimitedTransportTest, SoManyRunAndTheOthersFollowInOrder) {
  for (const char* name : {"a", "b", "c", "d", "e"}) Send(name);
  EXPECT_THAT(SentNames(), ElementsAre("a", "b"));
  next_.AnswerLast(201);
  EXPECT_EQ(results_["b"].status, 201);
  EXPECT_THAT(SentNames(), ElementsAre("a", "b", "c"));
  while (next_.AnswerFirst(200)) EXPECT_LE(next_.in_flight(), 2u);
  EXPECT_THAT(SentNames(), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(results_, SizeIs(5));
  Send("f");
  Send("g");
  EXPECT_EQ(SentNames().back(), "g") << "all places are free again";
}

TEST_F(LimitedTransportTest, EveryEndPassesThePlaceOn) {
  Make(1, 3);
  Send("a");
  Send("b");
  HttpResult lost;
  lost.failure = HttpFailure::kLost;
  lost.maybe_sent = true;
  next_.AnswerFirst(std::move(lost));
  EXPECT_EQ(results_["a"].failure, HttpFailure::kLost);
  EXPECT_TRUE(results_["a"].maybe_sent) << "as the next transport says";
  EXPECT_THAT(SentNames(), ElementsAre("a", "b"));
}

TEST_F(LimitedTransportTest, OnlySoManyWait) {
  for (const char* name : {"a", "b", "c", "d", "e", "beyond"}) Send(name);
  RunWhatIsDue();
  ExpectFailed("beyond", HttpFailure::kTooManyWaiting, "2 calls run and 3 wait already");
  next_.AnswerFirst(200);
  Send("f");
  RunWhatIsDue();
  EXPECT_EQ(results_.count("f"), 0u) << "there is room in line again";
}

TEST_F(LimitedTransportTest, AWaitingCallEndsAtItsDeadline) {
  Make(1, 3);
  Send("a", timers_.Now() + absl::Seconds(1));
  Send("b", timers_.Now() + absl::Seconds(2));
  Send("c", timers_.Now() + absl::Minutes(1));
  timers_.Advance(absl::Seconds(2) - absl::Nanoseconds(1));
  EXPECT_THAT(results_, IsEmpty()) << "the deadline of what runs is the next transport's";
  timers_.Advance(absl::Nanoseconds(1));
  ExpectFailed("b", HttpFailure::kTimedOut, "the deadline passed before the call was sent");
  next_.AnswerFirst(200);
  EXPECT_THAT(SentNames(), ElementsAre("a", "c"));
  EXPECT_EQ(timers_.pending(), 0u);
}

TEST_F(LimitedTransportTest, AWaitingCallCanBeCancelled) {
  Make(1, 3);
  Send("a");
  const HttpTransport::CallId id = Send("b", timers_.Now() + absl::Seconds(2));
  Cancel(id);
  Cancel(id);
  RunWhatIsDue();
  ExpectFailed("b", HttpFailure::kCancelled, "cancelled before it was sent");
  EXPECT_EQ(timers_.pending(), 0u);
  next_.AnswerFirst(200);
  EXPECT_THAT(SentNames(), ElementsAre("a"));
  EXPECT_THAT(next_.cancelled(), IsEmpty());
}

TEST_F(LimitedTransportTest, CancelGoesOnToACallThatRuns) {
  Make(1, 3);
  const HttpTransport::CallId first = Send("a");
  const HttpTransport::CallId second = Send("b");
  Cancel(first);
  EXPECT_THAT(next_.cancelled(), ElementsAre(1001));
  next_.AnswerFirst(200);
  Cancel(second);
  EXPECT_THAT(next_.cancelled(), ElementsAre(1001, 1002));
  next_.AnswerFirst(200);
  Cancel(second);
  Cancel(0);
  EXPECT_THAT(next_.cancelled(), ElementsAre(1001, 1002)) << "finished and unknown ids are ignored";
}

TEST_F(LimitedTransportTest, CallsThatWaitEndWithTheTransport) {
  Make(1, 3);
  Send("a");
  Send("b", timers_.Now() + absl::Minutes(1));
  transport_.reset();
  ExpectFailed("b", HttpFailure::kCancelled, "the transport ended before the call was sent");
  EXPECT_EQ(timers_.pending(), 0u);
  next_.AnswerFirst(200);
  EXPECT_EQ(results_["a"].status, 200);
  EXPECT_THAT(SentNames(), ElementsAre("a"));
}

TEST_F(LimitedTransportTest, ACallbackMaySendAndEndTheTransport) {
  Make(1, 3);
  transport_->Send({}, [this](const HttpResult&) {
    Send("from done");
    transport_.reset();
  });
  Send("waits");
  next_.AnswerFirst(200);
  ExpectFailed("waits", HttpFailure::kCancelled, "the transport ended before the call was sent");
  ExpectFailed("from done", HttpFailure::kCancelled, "the transport ended before the call was sent");
}

}  // namespace
}  // namespace cloudphone
