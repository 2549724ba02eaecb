// Dates of signatures by the upstream's clock.

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/credentials/server_clock.h"
#include "adapters/credentials/signing_transport.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

std::string DateOf(absl::Time time) {
  return absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", time, absl::UTCTimeZone());
}

TEST(ServerClockTest, MeasuresAtTheMiddleOfTheExchange) {
  struct Row {
    absl::Duration ahead;  // Of the Date, before the middle.
    absl::Duration offset;
  };
  const Row rows[] = {
      {absl::Seconds(90), absl::Seconds(90)},    {-absl::Hours(3), -absl::Hours(3)},
      {absl::Seconds(2), absl::Seconds(2)},      {absl::Seconds(1), absl::ZeroDuration()},
      {-absl::Seconds(1), absl::ZeroDuration()},
  };
  for (const Row& row : rows) {
    ServerClock clock;
    clock.Observe(DateOf(kNow + row.ahead), kNow - absl::Seconds(5), kNow + absl::Seconds(5));
    EXPECT_EQ(clock.offset(), row.offset) << row.ahead;
  }
}

TEST(ServerClockTest, TheLastReadableDateCounts) {
  ServerClock clock;
  EXPECT_EQ(clock.offset(), absl::ZeroDuration());
  clock.Observe(DateOf(kNow + absl::Hours(1)), kNow, kNow);
  for (const char* none : {"", "today", "Sunday, 06-Nov-94 08:49:37 GMT", "1700000000"})
    clock.Observe(none, kNow, kNow);
  EXPECT_EQ(clock.offset(), absl::Hours(1));
  clock.Observe(DateOf(kNow), kNow, kNow);
  EXPECT_EQ(clock.offset(), absl::ZeroDuration());
}

class SigningClockTest : public ::testing::Test {
 protected:
  SigningClockTest() { Make(); }

  void Make() {
    SigningTransport::Options options;
    options.on_state_change = [this](AccountState state, absl::Duration) { states_.push_back(state); };
    transport_ = std::make_unique<SigningTransport>(&next_, AccessKey{"AK", "SK", ""}, "project", &timers_,
                                                    std::move(options));
  }
  HttpTransport::CallId Send(const std::string& name) {
    HttpRequest request;
    request.method = "POST";
    request.url = absl::StrCat("https://cph.example/", name);
    request.body = name;
    return transport_->Send(std::move(request), [this, name](HttpResult result) {
      EXPECT_TRUE(results_.emplace(name, std::move(result)).second) << name << " ended twice";
    });
  }
  // An answer of a server whose clock is `ahead` of ours.
  void Answer(int status, absl::Duration ahead) {
    HttpResult result;
    result.status = status;
    result.headers.push_back({"Date", DateOf(timers_.Now() + ahead)});
    ASSERT_TRUE(next_.AnswerFirst(std::move(result)));
  }
  // Whether the last call that was sent bears a date so far ahead of our clock.
  bool SignedAhead(absl::Duration ahead) const {
    return FindHeader(next_.sent().back().headers, "X-Sdk-Date") ==
           absl::FormatTime("%Y%m%dT%H%M%SZ", timers_.Now() + ahead, absl::UTCTimeZone());
  }

  FakeTimers timers_{kNow};
  FakeHttpTransport next_;
  std::map<std::string, HttpResult> results_;
  std::vector<AccountState> states_;
  std::unique_ptr<SigningTransport> transport_;
};

TEST_F(SigningClockTest, CallsAreSignedByTheClockThatAnswersShow) {
  Send("a");
  EXPECT_TRUE(SignedAhead(absl::ZeroDuration()));
  Answer(200, absl::Minutes(4));
  Send("b");
  EXPECT_TRUE(SignedAhead(absl::Minutes(4)));
  Answer(200, absl::Seconds(1));
  Send("c");
  EXPECT_TRUE(SignedAhead(absl::ZeroDuration()));
}

TEST_F(SigningClockTest, ARefusalByAWrongClockIsCorrectedAndTheCallSentOnceMore) {
  Send("a");
  Send("waits");
  Answer(401, absl::Hours(1));
  EXPECT_TRUE(SignedAhead(absl::Hours(1)));
  ASSERT_THAT(next_.sent(), SizeIs(2)) << "it is still the probe";
  EXPECT_EQ(next_.sent()[1].url, next_.sent()[0].url);
  EXPECT_EQ(next_.sent()[1].body, "a");
  EXPECT_THAT(results_, IsEmpty());
  Answer(200, absl::Hours(1));
  EXPECT_EQ(results_["a"].status, 200);
  EXPECT_EQ(states_, std::vector<AccountState>{AccountState::kProven});
  EXPECT_THAT(next_.sent(), SizeIs(3));
}

TEST_F(SigningClockTest, ARefusalByARightClockStopsAtOnce) {
  for (const absl::Duration ahead : {absl::ZeroDuration(), absl::Minutes(5), -absl::Minutes(5)}) {
    SCOPED_TRACE(ahead);
    results_.clear();
    Make();
    Send("a");
    Answer(401, ahead);
    EXPECT_EQ(results_["a"].status, 401);
    EXPECT_EQ(states_.back(), AccountState::kStopped);
  }
}

TEST_F(SigningClockTest, ARefusalWithoutADateStopsAtOnce) {
  Send("a");
  next_.AnswerFirst(401);
  EXPECT_EQ(results_["a"].status, 401);
}

TEST_F(SigningClockTest, ACallIsRepeatedOnlyOnce) {
  Send("a");
  Answer(401, absl::Hours(1));
  Answer(401, absl::Hours(3));
  EXPECT_EQ(results_["a"].status, 401);
  EXPECT_EQ(states_, std::vector<AccountState>{AccountState::kStopped});
}

TEST_F(SigningClockTest, AllCallsThatLeftByTheWrongClockAreRepeated) {
  Send("proof");
  Answer(200, absl::ZeroDuration());
  for (int i = 0; i < 10; ++i) Send(absl::StrCat(i));
  for (int i = 0; i < 10; ++i) Answer(401, absl::Hours(1));
  EXPECT_THAT(results_, SizeIs(1));
  for (int i = 0; i < 10; ++i) Answer(200, absl::Hours(1));
  EXPECT_THAT(results_, SizeIs(11));
  EXPECT_EQ(states_, std::vector<AccountState>{AccountState::kProven}) << "one wrong clock, no stop";
}

TEST_F(SigningClockTest, AClockThatIsNeverRightStopsAfterAFewCorrections) {
  Send("proof");
  Answer(200, absl::ZeroDuration());
  for (int i = 0; i < 5; ++i) Send(absl::StrCat(i));
  for (int i = 1; i <= 3; ++i) Answer(401, absl::Hours(i));
  EXPECT_EQ(states_.back(), AccountState::kProven);
  Answer(401, absl::Hours(4));
  EXPECT_EQ(results_["3"].status, 401);
  EXPECT_EQ(states_.back(), AccountState::kStopped);
}

TEST_F(SigningClockTest, ACancelledCallIsCancelledOnceMore) {
  const HttpTransport::CallId id = Send("a");
  transport_->Cancel(id);
  Answer(401, absl::Hours(1));
  EXPECT_EQ(next_.cancelled(), (std::vector<HttpTransport::CallId>{1001, 1002}));
}

}  // namespace
}  // namespace cloudphone
