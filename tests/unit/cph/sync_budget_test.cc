// Calls of one account that share a rate budget: who is sent when, and who is not.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/cph/call/cph_client.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/cph/contract_bindings.h"

namespace cloudphone {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

HttpResult Answer(int status, std::string body, std::vector<HttpHeader> headers = {}) {
  HttpResult result;
  result.status = status;
  result.maybe_sent = true;
  result.body = std::move(body);
  result.headers = std::move(headers);
  return result;
}

HttpResult Output() {
  return Answer(200,
                R"({"request_id":"r","jobs":[{"phone_id":"p0","job_id":"j","status":2,"execute_msg":"x"}]})");
}

class SyncBudgetTest : public ::testing::Test {
 protected:
  SyncBudgetTest() : SyncBudgetTest(SyncCommandLimits()) {}
  explicit SyncBudgetTest(SyncCommandLimits limits)
      : client_(&ContractBindings(), &transport_, &timers_, {"http://cloud.example", "project"},
                RetryOptions(), limits) {}
  // A call that never ends holds itself: ends what a test has left on its way.
  ~SyncBudgetTest() override {
    for (const std::shared_ptr<CphCall>& call : calls_) call->Cancel();
    timers_.Advance(absl::ZeroDuration());
    while (transport_.in_flight() > 0) transport_.AnswerFirst(Output());
  }

  absl::StatusOr<std::shared_ptr<CphCall>> Run(int phones = 1, absl::Duration timeout = absl::Minutes(5)) {
    auto request = std::make_shared<v1::RunSyncCommandRequest>();
    request->set_content("ls");
    for (int i = 0; i < phones; ++i) request->add_phone_ids(absl::StrCat("p", i));
    return Start(std::move(request), timeout);
  }
  absl::StatusOr<std::shared_ptr<CphCall>> Start(std::shared_ptr<v1::RunSyncCommandRequest> request,
                                                 absl::Duration timeout = absl::Minutes(5)) {
    const absl::Time deadline =
        timeout == absl::InfiniteDuration() ? absl::InfiniteFuture() : timers_.Now() + timeout;
    auto call = client_.Call(std::move(request), deadline, [this](const CallResult& result) {
      ends_.push_back(result.status);
      info_ = result.info;
    });
    if (call.ok()) calls_.push_back(*call);
    timers_.Advance(absl::ZeroDuration());
    return call;
  }
  void UseUp() {
    for (int i = 0; i < 6; ++i) {
      ASSERT_TRUE(Run().ok());
      ASSERT_TRUE(transport_.AnswerFirst(Output()));
    }
    ends_.clear();
  }
  size_t sent() const { return transport_.sent().size(); }

  FakeHttpTransport transport_;
  FakeTimers timers_;
  CphClient client_;
  std::vector<std::shared_ptr<CphCall>> calls_;
  std::vector<absl::Status> ends_;
  AnswerInfo info_;
};

TEST_F(SyncBudgetTest, ASeventhCallWaitsForItsTurn) {
  UseUp();
  ASSERT_TRUE(Run().ok());
  timers_.Advance(absl::Seconds(60));
  EXPECT_EQ(sent(), 6u);
  timers_.Advance(absl::Seconds(1));
  ASSERT_EQ(sent(), 7u);
  transport_.AnswerFirst(Output());
  ASSERT_THAT(ends_, SizeIs(1));
  EXPECT_THAT(ends_[0], IsOk());
}

TEST_F(SyncBudgetTest, ACallWhoseTurnComesTooLateIsRefusedAtOnce) {
  UseUp();
  timers_.Advance(absl::Seconds(20));
  ASSERT_TRUE(Run(1, absl::Seconds(30)).ok());
  ASSERT_THAT(ends_, SizeIs(1));
  EXPECT_THAT(ends_[0], StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(ends_[0], HasReason("RATE_LIMITED"));
  EXPECT_EQ(RetryDelayOf(ends_[0]), absl::Seconds(41)) << "when a turn is free";
  EXPECT_EQ(DetailOf<google::rpc::QuotaFailure>(ends_[0]).violations(0).subject(), "sync_shell");
  EXPECT_FALSE(info_.maybe_sent);
  timers_.Advance(absl::Minutes(5));
  EXPECT_EQ(sent(), 6u);
}

TEST_F(SyncBudgetTest, WithoutADeadlineTheDefaultOfTheCallHolds) {
  UseUp();
  ASSERT_TRUE(Run(1, absl::InfiniteDuration()).ok());
  ASSERT_THAT(ends_, SizeIs(1)) << "45 s";
  timers_.Advance(absl::Seconds(20));
  ends_.clear();
  ASSERT_TRUE(Run(1, absl::InfiniteDuration()).ok());
  EXPECT_THAT(ends_, IsEmpty());
}

TEST_F(SyncBudgetTest, AThrottledCallTakesAnotherTurn) {
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(Run().ok());
  for (int i = 0; i < 5; ++i) transport_.AnswerFirst(Output());
  ends_.clear();
  transport_.AnswerFirst(Answer(429, R"({"error_code":"APIGW.0308"})", {{"Retry-After", "1"}}));
  EXPECT_THAT(ends_, IsEmpty());
  timers_.Advance(absl::Seconds(60));
  EXPECT_EQ(sent(), 6u) << "its second attempt counts too";
  timers_.Advance(absl::Seconds(1));
  ASSERT_EQ(sent(), 7u);
  transport_.AnswerFirst(Output());
  EXPECT_THAT(ends_[0], IsOk());
}

TEST_F(SyncBudgetTest, ACancelGivesUpTheTurn) {
  UseUp();
  const auto call = Run();
  ASSERT_TRUE(call.ok());
  ASSERT_TRUE(Run().ok());
  (*call)->Cancel();
  EXPECT_THAT(ends_, IsEmpty()) << "never inside Cancel()";
  timers_.Advance(absl::ZeroDuration());
  ASSERT_THAT(ends_, SizeIs(1));
  EXPECT_THAT(ends_[0], StatusIs(absl::StatusCode::kCancelled));
  timers_.Advance(absl::Minutes(2));
  EXPECT_EQ(sent(), 7u) << "the other one's";
}

TEST_F(SyncBudgetTest, ACancelBetweenTheTurnAndItsUseSendsNothing) {
  std::shared_ptr<CphCall> second;
  CallHooks hooks;
  hooks.on_turn = [&second] { second->Cancel(); };  // Both turns come at once; this one is first.
  auto request = std::make_shared<v1::RunSyncCommandRequest>();
  request->set_content("ls");
  request->add_phone_ids("p");
  const absl::Time deadline = timers_.Now() + absl::Minutes(5);
  const auto end = [this](const CallResult& result) { ends_.push_back(result.status); };
  ASSERT_TRUE(client_.Call(request, deadline, end, CphClient::Repeats::kAllowed, hooks).ok());
  second = *client_.Call(request, deadline, end);
  timers_.Advance(absl::ZeroDuration());
  EXPECT_EQ(sent(), 1u);
  ASSERT_THAT(ends_, SizeIs(1));
  EXPECT_THAT(ends_[0], StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(SyncBudgetTest, OtherCallsDoNotWait) {
  UseUp();
  auto request = std::make_shared<v1::RunShellCommandRequest>();
  request->set_content("ls");
  request->add_phone_ids("p");
  ASSERT_TRUE(
      client_.Call(std::move(request), timers_.Now() + absl::Seconds(1), [](const CallResult&) {}).ok());
  EXPECT_EQ(sent(), 7u);
}

class NarrowBudgetTest : public SyncBudgetTest {
 protected:
  NarrowBudgetTest() : SyncBudgetTest(Limits()) {}
  static SyncCommandLimits Limits() {
    SyncCommandLimits limits;
    limits.calls_per_minute = 2;
    limits.phones_per_call = 3;
    return limits;
  }
};

TEST_F(NarrowBudgetTest, TheConfigurationSetsTheRate) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Run().ok());
  EXPECT_EQ(sent(), 2u);
}

TEST_F(NarrowBudgetTest, MorePhonesThanACallTakesAreRefusedNotSplit) {
  EXPECT_TRUE(Run(3).ok());
  const auto refused = Run(4);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(refused, HasReason("LIST_TOO_LONG"));
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(refused).field_violations(0).field(), "phone_ids");
  EXPECT_EQ(sent(), 1u);
}

TEST_F(SyncBudgetTest, SixteenPhonesAreTooManyForTheVendor) {
  EXPECT_TRUE(Run(15).ok());
  EXPECT_THAT(Run(16), HasReason("LIST_TOO_LONG"));
}

TEST_F(NarrowBudgetTest, TheLimitIsOneOfPhonesNotOfServers) {
  auto request = std::make_shared<v1::RunSyncCommandRequest>();
  request->set_content("ls");
  for (int i = 0; i < 4; ++i) request->add_server_ids(absl::StrCat("s", i));
  EXPECT_TRUE(Start(std::move(request)).ok());
  EXPECT_EQ(sent(), 1u);
}

}  // namespace
}  // namespace cloudphone
