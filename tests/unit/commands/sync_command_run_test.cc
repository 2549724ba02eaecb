#include "service/gateway/commands/sync_command_run.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "tests/matchers.h"
#include "tests/unit/commands/command_fixture.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

class SyncCommandRunTest : public CommandFixture {
 protected:
  // Answers the next request with an output for each phone.
  void AcceptNext(const char* status = "2") {
    const std::vector<std::string> phones = PhonesIn(Next());
    std::vector<std::string> rows;
    rows.reserve(phones.size());
    for (const std::string& phone : phones) {
      rows.push_back(absl::StrCat(R"({"phone_id":")", phone, R"(","job_id":"job-)", phone, R"(","status":)",
                                  status, R"(,"execute_msg":"output of )", phone, R"("})"));
    }
    AnswerNext(HttpAnswer(200, absl::StrCat(R"({"request_id":"request-)", phones.front(), R"(","jobs":[)",
                                            absl::StrJoin(rows, ","), "]}")));
  }
};

TEST_F(SyncCommandRunTest, TheFirstPartGoesAloneThenOthersFollowAsTurnsCome) {
  Begin<SyncCommandRun>(100);
  EXPECT_EQ(sent(), 1u);
  EXPECT_THAT(PhonesIn(Next()), SizeIs(15));
  AcceptNext();
  EXPECT_THAT(tale_->results, SizeIs(15));
  EXPECT_EQ(tale_->results["p14"].output(), "output of p14");
  EXPECT_EQ(tale_->results["p14"].job_id(), "job-p14");
  EXPECT_EQ(sent(), 6u) << "as many as the budget has in a minute";
  for (int part = 1; part < 6; ++part) AcceptNext();
  EXPECT_THAT(tale_->results, SizeIs(90));
  timers_.Advance(absl::Seconds(59));
  EXPECT_EQ(sent(), 6u);
  timers_.Advance(absl::Seconds(3));
  ASSERT_EQ(sent(), 7u);
  EXPECT_THAT(PhonesIn(Next()), SizeIs(10));
  AcceptNext();
  EXPECT_THAT(tale_->results, SizeIs(100));
  EXPECT_THAT(*tale_->end, IsOk());
  EXPECT_THAT(tale_->request_ids, SizeIs(7));
}

TEST_F(SyncCommandRunTest, RunsShareTheBudgetByTurns) {
  Begin<SyncCommandRun>(300);
  for (int part = 0; part < 6; ++part) AcceptNext();
  const auto first_tale = tale_;
  Begin<SyncCommandRun>(1);
  // The first waits with one part; the second run's comes right behind it, not behind fifteen.
  timers_.Advance(absl::Seconds(62));
  ASSERT_GE(sent(), 8u);
  EXPECT_THAT(PhonesIn(transport_.sent()[7]), ElementsAre("p0"));
}

TEST_F(SyncCommandRunTest, AFirstPartThatFailsFailsTheRun) {
  Begin<SyncCommandRun>(100);
  AnswerNext(HttpRefusal(400, "CPS.0118"));
  EXPECT_THAT(*tale_->end, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(tale_->results, IsEmpty());
  timers_.Advance(absl::Minutes(5));
  EXPECT_EQ(sent(), 1u) << "the budget is left to others";
}

TEST_F(SyncCommandRunTest, ALaterPartThatFailsFailsItsPhonesOnly) {
  Begin<SyncCommandRun>(45);
  AcceptNext();
  AnswerNext(HttpFailed(HttpFailure::kLost));
  AcceptNext();
  EXPECT_THAT(Reasons(), ElementsAre(Pair("", 30), Pair("OUTCOME_UNKNOWN", 15)));
  EXPECT_THAT(*tale_->end, IsOk());
}

TEST_F(SyncCommandRunTest, WhatTheDeadlineKeepsBackIsNotSent) {
  Begin<SyncCommandRun>(150, absl::Seconds(90));
  for (int part = 0; part < 6; ++part) AcceptNext();
  EXPECT_FALSE(tale_->end.has_value()) << "the seventh has a turn in time";
  Begin<SyncCommandRun>(120, absl::Seconds(30));
  EXPECT_THAT(*tale_->end, StatusIs(absl::StatusCode::kResourceExhausted)) << "nothing of it was sent";
  EXPECT_THAT(*tale_->end, HasReason("RATE_LIMITED"));
  EXPECT_THAT(tale_->results, IsEmpty());
}

TEST_F(SyncCommandRunTest, PartsWithoutATurnBeforeTheDeadlineAreNotSent) {
  Begin<SyncCommandRun>(150, absl::Seconds(30));
  for (int part = 0; part < 6; ++part) AcceptNext();
  EXPECT_THAT(Reasons(), ElementsAre(Pair("", 90), Pair("NOT_SENT", 60)));
  EXPECT_THAT(*tale_->end, IsOk());
  EXPECT_TRUE(RetryDelayOf(ToStatus(tale_->results["p149"].error())).has_value());
}

TEST_F(SyncCommandRunTest, AThrottledPartHoldsTheRestBack) {
  Begin<SyncCommandRun>(150);
  AcceptNext();
  HttpResult throttled = HttpRefusal(429, "APIGW.0308");
  throttled.headers = {{"Retry-After", "3600"}};
  AnswerNext(std::move(throttled));
  EXPECT_THAT(Reasons(), ElementsAre(Pair("", 15), Pair("NOT_SENT", 60), Pair("RATE_LIMITED", 15)))
      << "four parts are out";
  for (int part = 2; part < 6; ++part) AcceptNext();
  EXPECT_THAT(*tale_->end, IsOk());
  timers_.Advance(absl::Minutes(5));
  EXPECT_EQ(sent(), 6u);
}

TEST_F(SyncCommandRunTest, CommandsThatStillRunAreUnknown) {
  Begin<SyncCommandRun>(2);
  AcceptNext("1");
  EXPECT_THAT(Reasons(), ElementsAre(Pair("OUTCOME_UNKNOWN", 2)));
  EXPECT_EQ(tale_->results["p0"].job_id(), "job-p0");
  EXPECT_THAT(*tale_->end, IsOk());
}

TEST_F(SyncCommandRunTest, ADrainWaitsForWhatWasSentAndGivesUpTheTurn) {
  Begin<SyncCommandRun>(150);
  AcceptNext();
  run_->Stop(absl::UnavailableError("draining"));
  timers_.Advance(absl::ZeroDuration());
  EXPECT_THAT(Reasons(), ElementsAre(Pair("", 15), Pair("NOT_SENT", 60)));
  EXPECT_FALSE(tale_->end.has_value());
  for (int part = 1; part < 6; ++part) AcceptNext();
  EXPECT_THAT(Reasons(), ElementsAre(Pair("", 90), Pair("NOT_SENT", 60)));
  EXPECT_THAT(*tale_->end, IsOk());
  timers_.Advance(absl::Minutes(5));
  EXPECT_EQ(sent(), 6u);
}

TEST_F(SyncCommandRunTest, ADrainBeforeTheFirstPartIsSentEndsAtOnce) {
  Begin<SyncCommandRun>(90);
  for (int part = 0; part < 6; ++part) AcceptNext();
  Begin<SyncCommandRun>(30);
  EXPECT_EQ(sent(), 6u);
  run_->Stop(absl::UnavailableError("draining"));
  timers_.Advance(absl::ZeroDuration());
  EXPECT_THAT(*tale_->end, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(tale_->results, IsEmpty());
}

TEST_F(SyncCommandRunTest, ADrainWhileTheFirstPartIsOutKeepsBackTheRest) {
  Begin<SyncCommandRun>(30);
  run_->Stop(absl::UnavailableError("draining"));
  EXPECT_THAT(tale_->results, IsEmpty());
  AcceptNext();
  EXPECT_THAT(Reasons(), ElementsAre(Pair("", 15), Pair("NOT_SENT", 15)));
  EXPECT_THAT(*tale_->end, IsOk());
}

TEST_F(SyncCommandRunTest, WhatIsStoppedBeforeItBeginsSendsNothing) {
  tale_ = std::make_shared<TellTale>(std::vector<std::string>{"p0"});
  Command command{{"p0"}, "ls", absl::InfiniteFuture(), absl::InfiniteFuture()};
  const auto run = std::make_shared<SyncCommandRun>(&account_, command, tale_);
  run->Stop(absl::UnavailableError("draining"));
  run->Start();
  EXPECT_THAT(*tale_->end, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(sent(), 0u);
}

}  // namespace
}  // namespace cloudphone
