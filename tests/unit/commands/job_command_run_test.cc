#include "service/gateway/commands/job_command_run.h"

#include <string>
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

class JobCommandRunTest : public CommandFixture {
 protected:
  // Accepts the next request under a request id of its own; the hub then finds its jobs.
  void AcceptNext() {
    const std::vector<std::string> phones = PhonesIn(Next());
    const std::string request_id = "request-" + phones.front();
    std::vector<std::string> rows;
    for (const std::string& phone : phones) {
      rows.push_back(absl::StrCat(R"({"phone_id":")", phone, R"(","job_id":"job-)", phone, R"("})"));
      v1::Job job = MakeJob("job-" + phone);
      job.set_phone_id(phone);
      source_.jobs[request_id].push_back(job);
    }
    AnswerNext(HttpAnswer(200, absl::StrCat(R"({"request_id":")", request_id, R"(","jobs":[)",
                                            absl::StrJoin(rows, ","), "]}")));
  }
  // Ends the jobs of a request, and lets the hub look.
  void EndJobs(const std::string& request_id) {
    for (v1::Job& job : source_.jobs[request_id]) {
      job.set_state(v1::JOB_STATE_SUCCEEDED);
      job.set_output("output of " + job.phone_id());
    }
    timers_.Advance(absl::Seconds(15));
  }
};

TEST_F(JobCommandRunTest, TellsRequestsAsTheyAreAcceptedAndResultsAsTheyArrive) {
  Begin<JobCommandRun>(70);
  EXPECT_EQ(PhonesIn(Next()), PhonesIn(transport_.sent()[0]));
  AcceptNext();
  EXPECT_THAT(tale_->request_ids, ElementsAre("request-p0")) << "before the other part is";
  AcceptNext();
  EXPECT_THAT(tale_->request_ids, ElementsAre("request-p0", "request-p50"));
  EXPECT_THAT(tale_->results, IsEmpty());
  EndJobs("request-p50");
  EXPECT_THAT(tale_->results, SizeIs(20));
  EXPECT_EQ(tale_->results["p60"].output(), "output of p60");
  EXPECT_EQ(tale_->results["p60"].job_id(), "job-p60");
  EXPECT_FALSE(tale_->end.has_value());
  EndJobs("request-p0");
  EXPECT_THAT(tale_->results, SizeIs(70));
  ASSERT_TRUE(tale_->end.has_value());
  EXPECT_THAT(*tale_->end, IsOk());
  EXPECT_EQ(sent(), 2u) << "parts; the rest is the hub's";
}

TEST_F(JobCommandRunTest, RefusalsAreResultsAtOnce) {
  Begin<JobCommandRun>(2);
  AnswerNext(HttpAnswer(200, R"({"request_id":"r","jobs":[{"phone_id":"p0","job_id":"j"},
      {"phone_id":"p1","error_code":"CPS.0005","error_msg":"Phone is not found."}]})"));
  ASSERT_THAT(tale_->results, SizeIs(1));
  EXPECT_THAT(tale_->results["p1"].error(), HasReason("PHONE_NOT_FOUND"));
  EXPECT_FALSE(tale_->end.has_value());
}

TEST_F(JobCommandRunTest, EndsWhenAllAreRefusedWithoutAWatch) {
  Begin<JobCommandRun>(1);
  AnswerNext(HttpAnswer(200, R"({"request_id":"r","jobs":[{"phone_id":"p0","error_code":"CPS.0005"}]})"));
  EXPECT_THAT(*tale_->end, IsOk());
  timers_.Advance(absl::Minutes(1));
  EXPECT_THAT(source_.queries, IsEmpty());
}

TEST_F(JobCommandRunTest, APartThatStartedNothingDoesNotEndTheWatchOfTheOthers) {
  // The phones of the second part are refused, those of the third have neither a job nor a reason: the hub
  // would give up a watch that follows "refused" or "bare".
  Begin<JobCommandRun>(150);
  AcceptNext();
  for (const auto& [request_id, says] : {std::pair("refused", R"(,"error_code":"CPS.0021")"), {"bare", ""}}) {
    std::vector<std::string> rows;
    for (const std::string& phone : PhonesIn(Next()))
      rows.push_back(absl::StrCat(R"({"phone_id":")", phone, "\"", says, "}"));
    AnswerNext(HttpAnswer(200, absl::StrCat(R"({"request_id":")", request_id, R"(","jobs":[)",
                                            absl::StrJoin(rows, ","), "]}")));
  }
  EXPECT_THAT(tale_->request_ids, ElementsAre("request-p0", "bare")) << "what may have begun is named";
  EXPECT_THAT(tale_->results, SizeIs(100));
  timers_.Advance(absl::Seconds(45));
  ASSERT_FALSE(tale_->end.has_value());
  EndJobs("request-p0");
  ASSERT_TRUE(tale_->end.has_value());
  EXPECT_THAT(*tale_->end, IsOk());
  EXPECT_EQ(tale_->results["p0"].output(), "output of p0");
}

TEST_F(JobCommandRunTest, FailsWithoutResultsWhereNothingWasAccepted) {
  Begin<JobCommandRun>(70);
  AnswerNext(HttpRefusal(400, "CPS.0118"));
  AnswerNext(HttpRefusal(400, "CPS.0118"));
  EXPECT_THAT(*tale_->end, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(tale_->results, IsEmpty());
}

TEST_F(JobCommandRunTest, APartWhoseAnswerIsLostIsUnknownByPhone) {
  Begin<JobCommandRun>(70);
  AnswerNext(HttpFailed(HttpFailure::kLost));
  AcceptNext();
  EXPECT_THAT(Reasons(), ElementsAre(Pair("OUTCOME_UNKNOWN", 50)));
  EndJobs("request-p50");
  EXPECT_THAT(*tale_->end, IsOk()) << "each phone has its result";
}

TEST_F(JobCommandRunTest, JobsThatRunAtTheDeadlineAreUnknownAndNamedByTheirRequests) {
  Begin<JobCommandRun>(2, absl::Minutes(1));
  AcceptNext();
  timers_.Advance(absl::Minutes(1));
  ASSERT_TRUE(tale_->end.has_value());
  EXPECT_THAT(*tale_->end, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(*tale_->end, HasReason("OUTCOME_UNKNOWN"));
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(*tale_->end).metadata().at("request_ids"), "request-p0");
  EXPECT_FALSE(RetryDelayOf(*tale_->end).has_value()) << "asking again would run it again";
  EXPECT_THAT(tale_->results, IsEmpty());
}

TEST_F(JobCommandRunTest, ADrainEndsAWatchAtOnce) {
  Begin<JobCommandRun>(2);
  AcceptNext();
  run_->Stop(absl::UnavailableError("draining"));
  EXPECT_THAT(*tale_->end, HasReason("OUTCOME_UNKNOWN"));
  const size_t looks = source_.queries.size();
  timers_.Advance(absl::Minutes(1));
  EXPECT_EQ(source_.queries.size(), looks) << "nobody watches any more";
}

TEST_F(JobCommandRunTest, ADrainWaitsForTheAnswersOfWhatWasSentAndSendsNoMore) {
  Begin<JobCommandRun>(300);
  EXPECT_EQ(sent(), 4u) << "parts at a time";
  run_->Stop(absl::UnavailableError("draining"));
  EXPECT_FALSE(tale_->end.has_value());
  for (int part = 0; part < 4; ++part) AcceptNext();
  EXPECT_EQ(sent(), 4u);
  EXPECT_THAT(Reasons(), ElementsAre(Pair("NOT_SENT", 100)));
  EXPECT_THAT(*tale_->end, HasReason("OUTCOME_UNKNOWN"));
  EXPECT_THAT(tale_->request_ids, SizeIs(4));
  timers_.Advance(absl::Minutes(1));
  EXPECT_THAT(source_.queries, IsEmpty()) << "nobody is left to watch for";
}

TEST_F(JobCommandRunTest, JobsThatTheVendorDoesNotListAreUnknown) {
  Begin<JobCommandRun>(2);
  AcceptNext();
  source_.jobs["request-p0"].pop_back();
  EndJobs("request-p0");
  EXPECT_THAT(Reasons(), ElementsAre(Pair("", 1), Pair("OUTCOME_UNKNOWN", 1)));
  EXPECT_EQ(tale_->results["p1"].job_id(), "job-p1");
  EXPECT_THAT(*tale_->end, IsOk());
}

TEST_F(JobCommandRunTest, WhatIsStoppedBeforeItBeginsSendsNothing) {
  tale_ = std::make_shared<TellTale>(std::vector<std::string>{"p0"});
  Command command{{"p0"}, "ls", absl::InfiniteFuture(), absl::InfiniteFuture()};
  const auto run = std::make_shared<JobCommandRun>(&account_, command, tale_);
  run->Stop(absl::UnavailableError("draining"));
  run->Start();
  EXPECT_THAT(*tale_->end, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(sent(), 0u);
}

}  // namespace
}  // namespace cloudphone
