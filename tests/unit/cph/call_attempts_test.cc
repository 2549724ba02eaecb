// What is sent again, when, and how often.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/cph/call/cph_client.h"
#include "adapters/cph/call/retry_policy.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/contract_bindings.h"

namespace cloudphone {
namespace {

using ::testing::SizeIs;

HttpResult Answer(int status, std::string body = "", std::vector<HttpHeader> headers = {}) {
  HttpResult result;
  result.status = status;
  result.maybe_sent = true;
  result.body = std::move(body);
  result.headers = std::move(headers);
  return result;
}

HttpResult Failed(HttpFailure failure, bool maybe_sent) {
  HttpResult result;
  result.failure = failure;
  result.maybe_sent = maybe_sent;
  return result;
}

HttpResult Error(int status, const char* code, std::vector<HttpHeader> headers = {}) {
  return Answer(status, absl::StrCat(R"({"error_code":")", code, R"(","error_msg":"no"})"),
                std::move(headers));
}

class CallAttemptsTest : public ::testing::Test {
 protected:
  CallAttemptsTest()
      : client_(&ContractBindings(), &transport_, &timers_, {"http://cloud.example", "project"}) {}

  std::shared_ptr<CphCall> Read(absl::Duration timeout = absl::Minutes(5)) {
    return Start(std::make_shared<v1::ListPhonesRequest>(), timeout);
  }
  std::shared_ptr<CphCall> Write() {
    auto request = std::make_shared<v1::UpdatePhoneNameRequest>();
    request->set_phone_id("p");
    request->set_phone_name("name");
    return Start(request, absl::Minutes(5));
  }
  std::shared_ptr<CphCall> Start(std::shared_ptr<google::protobuf::Message> request, absl::Duration timeout,
                                 CphClient::Repeats repeats = CphClient::Repeats::kAllowed) {
    auto call = client_.Call(
        std::move(request), timers_.Now() + timeout,
        [this](CallResult result) {
          ++ends_;
          status_ = result.status;
        },
        repeats);
    EXPECT_TRUE(call.ok()) << call.status();
    return *call;
  }
  // Lets every wait between attempts pass.
  void Pass(absl::Duration time = absl::Minutes(4)) { timers_.Advance(time); }
  size_t sent() const { return transport_.sent().size(); }

  FakeHttpTransport transport_;
  FakeTimers timers_;
  CphClient client_;
  int ends_ = 0;
  absl::Status status_;
};

TEST_F(CallAttemptsTest, AReadIsMadeAgainUntilItSucceeds) {
  Read();
  transport_.AnswerFirst(Failed(HttpFailure::kLost, true));
  EXPECT_EQ(sent(), 1u);
  Pass(absl::Milliseconds(500));
  ASSERT_EQ(sent(), 2u);
  transport_.AnswerFirst(Error(503, "CPS.0042"));
  Pass(absl::Seconds(1));
  ASSERT_EQ(sent(), 3u);
  EXPECT_EQ(ends_, 0);
  transport_.AnswerFirst(Answer(200, "{}"));
  EXPECT_EQ(ends_, 1);
  EXPECT_TRUE(status_.ok()) << status_;
  Pass();
  EXPECT_EQ(sent(), 3u);
}

TEST_F(CallAttemptsTest, AReadGivesUpAfterFourAttempts) {
  Read();
  while (transport_.AnswerFirst(Failed(HttpFailure::kNotConnected, false))) Pass(absl::Seconds(30));
  EXPECT_EQ(sent(), 4u);
  EXPECT_EQ(ends_, 1);
  EXPECT_TRUE(absl::IsUnavailable(status_)) << status_;
}

// What becomes of a first failure; row by row.
struct Row {
  const char* what;
  HttpResult result;
  bool read_again;
  bool write_again;
};

TEST_F(CallAttemptsTest, OnlyWhatMayBeRepeatedIs) {
  const Row kRows[] = {
      {"never left", Failed(HttpFailure::kNotConnected, false), true, true},
      {"lost", Failed(HttpFailure::kLost, true), true, false},
      {"timed out", Failed(HttpFailure::kTimedOut, true), false, false},
      {"held back", Failed(HttpFailure::kHeldBack, false), false, false},
      {"too large", Failed(HttpFailure::kAnswerTooLarge, true), false, false},
      {"throttled", Error(429, "APIGW.0308"), true, true},
      {"bad gateway", Answer(502), true, false},
      {"busy", Error(500, "CPS.0042"), true, false},
      {"not found", Error(404, "CPS.0005"), false, false},
      {"broken JSON", Answer(200, "{"), false, false},
      {"signature refused", Error(401, "APIGW.0301"), false, false},
      {"quota", Error(400, "CPS.0065"), false, false},
  };
  for (const Row& row : kRows) {
    for (const bool write : {false, true}) {
      const size_t before = sent();
      CphClient client(&ContractBindings(), &transport_, &timers_, {"http://cloud.example", "project"});
      std::shared_ptr<google::protobuf::Message> request = std::make_shared<v1::ListPhonesRequest>();
      if (write) {
        auto rename = std::make_shared<v1::UpdatePhoneNameRequest>();
        rename->set_phone_id("p");
        rename->set_phone_name("name");
        request = rename;
      }
      int ends = 0;
      ASSERT_TRUE(client.Call(request, timers_.Now() + absl::Minutes(5), [&](CallResult) { ++ends; }).ok());
      transport_.AnswerFirst(row.result);
      Pass();
      const bool again = sent() == before + 2;
      EXPECT_EQ(again, write ? row.write_again : row.read_again)
          << row.what << (write ? " (write)" : " (read)");
      if (again) transport_.AnswerFirst(Answer(200, R"({"request_id":"r"})"));
      EXPECT_EQ(ends, 1) << row.what;
    }
  }
}

TEST_F(CallAttemptsTest, WaitsAsLongAsTheUpstreamAsks) {
  Read();
  transport_.AnswerFirst(Error(429, "APIGW.0308", {{"Retry-After", "7"}}));
  Pass(absl::Seconds(6.9));
  EXPECT_EQ(sent(), 1u);
  Pass(absl::Seconds(0.7));
  EXPECT_EQ(sent(), 2u);
}

TEST_F(CallAttemptsTest, AWaitBeyondTheDeadlineEndsTheCallAtOnce) {
  Read(absl::Seconds(30));
  transport_.AnswerFirst(Error(429, "APIGW.0308"));
  EXPECT_EQ(ends_, 1) << "the window is a minute";
  EXPECT_TRUE(absl::IsResourceExhausted(status_));
  EXPECT_EQ(RetryDelayOf(status_), absl::Minutes(1));
}

TEST_F(CallAttemptsTest, ABrokenUpstreamGetsLittleMoreLoad) {
  constexpr int kCalls = 1000;
  for (int i = 0; i < kCalls; ++i) {
    Read();
    while (transport_.AnswerFirst(Answer(502))) Pass(absl::Seconds(30));
  }
  EXPECT_EQ(ends_, kCalls);
  EXPECT_GE(sent(), 1200u);
  EXPECT_LE(sent(), 1210u) << "a fifth of the calls, and the ten at the start";
}

TEST_F(CallAttemptsTest, APollerIsNotRepeated) {
  Start(std::make_shared<v1::ListPhonesRequest>(), absl::Minutes(5), CphClient::Repeats::kNone);
  transport_.AnswerFirst(Answer(502));
  EXPECT_EQ(ends_, 1);
}

TEST_F(CallAttemptsTest, ACancelEndsTheWaitForTheNextAttempt) {
  const auto call = Read();
  transport_.AnswerFirst(Answer(502));
  call->Cancel();
  EXPECT_EQ(ends_, 0) << "never inside Cancel()";
  Pass(absl::ZeroDuration());
  EXPECT_EQ(ends_, 1);
  EXPECT_TRUE(absl::IsCancelled(status_));
  Pass();
  EXPECT_EQ(sent(), 1u);
}

TEST_F(CallAttemptsTest, ACancelReachesTheAttemptThatIsOut) {
  const auto call = Read();
  transport_.AnswerFirst(Answer(502));
  Pass(absl::Seconds(1));
  ASSERT_EQ(sent(), 2u);
  call->Cancel();
  EXPECT_THAT(transport_.cancelled(), SizeIs(1));
  transport_.AnswerFirst(Answer(502));
  EXPECT_EQ(ends_, 1) << "one that was cancelled is not made again";
}

TEST(RetryDelayTest, DoublesUpToItsBound) {
  const RetryOptions options;
  const auto all = [] { return 1.0; };
  const AnswerInfo nothing_asked;
  const absl::Duration kDelays[] = {absl::Seconds(0.5), absl::Seconds(1), absl::Seconds(2),
                                    absl::Seconds(4),   absl::Seconds(8), absl::Seconds(16),
                                    absl::Seconds(20),  absl::Seconds(20)};
  for (int repeat = 0; repeat < 8; ++repeat)
    EXPECT_EQ(RetryDelay(options, repeat + 2, nothing_asked, all), kDelays[repeat]) << repeat;
  EXPECT_EQ(RetryDelay(options, 2, nothing_asked, [] { return 0.0; }), absl::ZeroDuration()) << "full jitter";
}

TEST(MayRepeatTest, SpendingIsRepeatedOnlyWhereNothingLeftOrItWasThrottled) {
  RichError error;
  error.code = google::rpc::UNAVAILABLE;
  error.reason = "X";
  error.retry_delay = absl::Seconds(1);
  AnswerInfo sent;
  sent.maybe_sent = true;
  sent.http_status = 503;
  AnswerInfo throttled = sent;
  throttled.http_status = 429;
  const AnswerInfo never_sent;
  EXPECT_FALSE(MayRepeat(rest::v1::EFFECT_SPEND, ToStatus(error), sent));
  EXPECT_TRUE(MayRepeat(rest::v1::EFFECT_ACT, ToStatus(error), sent))
      << "its code proves that it was not processed";
  EXPECT_TRUE(MayRepeat(rest::v1::EFFECT_SPEND, ToStatus(error), throttled));
  EXPECT_TRUE(MayRepeat(rest::v1::EFFECT_SPEND, ToStatus(error), never_sent));
  error.retry_delay = absl::nullopt;
  EXPECT_FALSE(MayRepeat(rest::v1::EFFECT_READ, ToStatus(error), sent));
}

}  // namespace
}  // namespace cloudphone
