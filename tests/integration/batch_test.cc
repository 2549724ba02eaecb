// A thousand targets in one call, with upstream calls that are refused, throttled, cut or too late: every
// target is accounted for exactly once, and what was asked of the cloud is counted.

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/simulator/fault_plan.h"
#include "service/simulator/http/hold.h"
#include "tests/integration/gateway_fixture.h"

namespace cloudphone {
namespace {

using ::testing::SizeIs;

const simulator::RoutePattern kRestart = {"POST", "phones/batch-restart"};

class BatchTest : public GatewayFixture {
 protected:
  BatchTest() {
    simulator_.servers = 10;
    simulator_.phones_per_server = 100;
    simulator_.faults = faults_;
    StartWithSimulator();
    for (const v1::Phone& phone : ListAll()) ids_.push_back(phone.phone_id());
    ids_.resize(1000);
  }

  v1::JobGroup RestartAll(absl::Duration timeout = absl::Seconds(20)) {
    const auto answer = Call(&PhoneStub::BatchRestartPhones, RestartRequest(ids_), timeout);
    EXPECT_THAT(answer, IsOk());
    return answer.ok() ? answer->group() : v1::JobGroup();
  }

  // Reasons of the refusals and how many targets each has, once every target was found exactly once.
  std::map<std::string, int> Account(const v1::JobGroup& group) {
    std::map<std::string, int> seen;
    std::map<std::string, int> reasons;
    for (const v1::Job& job : group.jobs()) ++seen[job.phone_id()];
    for (const v1::Refusal& refusal : group.refused()) {
      ++seen[refusal.phone_id()];
      ++reasons[ReasonOf(ToStatus(refusal.error()))];
    }
    EXPECT_THAT(seen, SizeIs(ids_.size()));
    for (const auto& [id, times] : seen) EXPECT_EQ(times, 1) << id;
    reasons["JOB"] = group.jobs_size();
    return reasons;
  }

  const std::shared_ptr<simulator::FaultPlan> faults_ = std::make_shared<simulator::FaultPlan>();
  std::vector<std::string> ids_;
};

TEST_F(BatchTest, AThousandPhonesTakeTwentyCalls) {
  auto reasons = Account(RestartAll());
  EXPECT_EQ(faults_->Count(kRestart), 20u);
  EXPECT_EQ(reasons["JOB"], 999) << "all but the frozen one";
}

TEST_F(BatchTest, APartOfWhichEveryTargetIsRefusedLeavesTheWatchOfTheOthersWhole) {
  ids_.resize(50);
  for (int i = 0; i < 10; ++i) ids_.push_back(absl::StrFormat("%032d", i));  // Phones that are not there.
  const v1::JobGroup group = RestartAll();
  auto reasons = Account(group);
  EXPECT_EQ(reasons["PHONE_NOT_FOUND"], 10);
  ASSERT_GE(reasons["JOB"], 49) << "all but the frozen one, should it be among them";
  EXPECT_THAT(group.request_ids(), SizeIs(1)) << "the second began nothing";
  v1::WaitJobsRequest wait;
  *wait.mutable_request_ids() = group.request_ids();
  const auto done = Call(&JobStub::WaitJobs, wait);
  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(done->jobs_size(), group.jobs_size());
  EXPECT_TRUE(done->done());
}

TEST_F(BatchTest, ARefusedCallRefusesItsTargetsOnly) {
  faults_->Refuse(kRestart, 403, "CPS.0001", "No permission to request resources.");
  auto reasons = Account(RestartAll());
  EXPECT_EQ(faults_->Count(kRestart), 20u);
  EXPECT_GE(reasons["UPSTREAM_PERMISSION_DENIED"], 50);
  EXPECT_GE(reasons["JOB"], 949);
}

TEST_F(BatchTest, AThrottledCallIsMadeAgainWhenTheCloudSaysSoonAndHoldsTheRestBackWhenNot) {
  faults_->Throttle(kRestart, 1, "0");
  auto reasons = Account(RestartAll());
  EXPECT_EQ(faults_->Count(kRestart), 21u);
  EXPECT_EQ(reasons["JOB"], 999);
  // One part is taken before: if none were, the whole call would fail as throttled.
  faults_->Answer(kRestart, {200, R"({"request_id":"{request_id}","jobs":[]})"});
  faults_->Throttle(kRestart, 1, "3600");
  reasons = Account(RestartAll());
  EXPECT_EQ(reasons["OUTCOME_UNKNOWN"], 50);
  EXPECT_EQ(reasons["RATE_LIMITED"], 50);
  EXPECT_GE(reasons["NOT_SENT"], 50);
}

TEST_F(BatchTest, ACallThatWasCutAfterItTookEffectIsUnknownAndNeverMadeAgain) {
  faults_->CutAfter(kRestart);
  auto reasons = Account(RestartAll());
  EXPECT_EQ(faults_->Count(kRestart), 20u);
  EXPECT_EQ(reasons["OUTCOME_UNKNOWN"], 50);
}

TEST_F(BatchTest, ADeadlineInTheMiddleHoldsBackWhatIsNotSent) {
  // One part is accepted, though its answer names no target; the next one after it and the three beside it
  // never end.
  std::vector<std::shared_ptr<simulator::Hold>> holds;
  holds.reserve(4);
  for (int i = 0; i < 3; ++i) holds.push_back(faults_->HoldNext(kRestart));
  faults_->Answer(kRestart, {200, R"({"request_id":"{request_id}","jobs":[]})"});
  holds.push_back(faults_->HoldNext(kRestart));
  auto reasons = Account(RestartAll(absl::Seconds(2)));  // The answer reaches the caller before the deadline.
  EXPECT_EQ(faults_->Count(kRestart), 5u);
  EXPECT_EQ(reasons["OUTCOME_UNKNOWN"], 250);
  EXPECT_EQ(reasons["NOT_SENT"], 750);
}

TEST_F(BatchTest, WhatIsTooManyForTheCloudIsHalved) {
  faults_->Refuse(kRestart, 400, "CPS.0190", "The number of phones exceeds the limit.", 4);
  auto reasons = Account(RestartAll());
  EXPECT_EQ(reasons["JOB"], 999);
  EXPECT_GT(faults_->Count(kRestart), 24u) << "later parts are small from the start";
}

}  // namespace
}  // namespace cloudphone
