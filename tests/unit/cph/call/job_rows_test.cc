#include "adapters/cph/call/job_rows.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

google::rpc::Status Status(google::rpc::Code code) {
  google::rpc::Status status;
  status.set_code(code);
  return status;
}

const google::rpc::Status kUnknown = Status(google::rpc::ABORTED);

// A row that says that the phone was taken, or refused.
v1::Job Taken(const std::string& phone_id) {
  v1::Job row;
  row.set_phone_id(phone_id);
  row.set_job_id(absl::StrCat("job of ", phone_id));
  return row;
}
v1::Job Refused(const std::string& phone_id) {
  v1::Job row;
  row.set_phone_id(phone_id);
  *row.mutable_error() = Status(google::rpc::NOT_FOUND);
  return row;
}

v1::JobGroup Settle(const std::vector<v1::Job>& rows, const std::vector<std::string>& targets) {
  v1::JobGroup group;
  for (const v1::Job& row : rows) *group.add_jobs() = row;
  SettleGroup("request", {"phone_id", targets}, rest::v1::JOBS_LIST, kUnknown, &group);
  return group;
}

TEST(SettleGroupTest, ARowWithAJobIsAJobThatRuns) {
  const v1::JobGroup group = Settle({Taken("a")}, {"a"});
  EXPECT_THAT(group.request_ids(), ElementsAre("request"));
  EXPECT_THAT(group.refused(), IsEmpty());
  ASSERT_THAT(group.jobs(), SizeIs(1));
  EXPECT_EQ(group.jobs(0).phone_id(), "a");
  EXPECT_EQ(group.jobs(0).job_id(), "job of a");
  EXPECT_EQ(group.jobs(0).request_id(), "request");
  EXPECT_EQ(group.jobs(0).state(), v1::JOB_STATE_RUNNING);
}

TEST(SettleGroupTest, ARowWithoutAJobIsARefusalWithItsError) {
  v1::Job row = Refused("a");
  row.set_server_id("s");
  row.set_encode_server_id("e");
  const v1::JobGroup group = Settle({row}, {"a"});
  EXPECT_THAT(group.jobs(), IsEmpty());
  ASSERT_THAT(group.refused(), SizeIs(1));
  EXPECT_EQ(group.refused(0).phone_id(), "a");
  EXPECT_EQ(group.refused(0).server_id(), "s");
  EXPECT_EQ(group.refused(0).encode_server_id(), "e");
  EXPECT_EQ(group.refused(0).error().code(), google::rpc::NOT_FOUND);
}

TEST(SettleGroupTest, ARequestThatStartedNothingIsNotNamed) {
  EXPECT_THAT(Settle({Refused("a"), Refused("b")}, {"a", "b"}).request_ids(), IsEmpty());
}

TEST(SettleGroupTest, ARequestThatMayHaveStartedSomethingIsNamed) {
  v1::Job bare;
  bare.set_phone_id("b");
  const std::vector<std::string> targets = {"a", "b"};
  EXPECT_THAT(Settle({Refused("a"), Taken("b")}, targets).request_ids(), ElementsAre("request"));
  EXPECT_THAT(Settle({Refused("a"), bare}, targets).request_ids(), ElementsAre("request"))
      << "b has neither a job nor a reason";
  EXPECT_THAT(Settle({Refused("a")}, targets).request_ids(), ElementsAre("request")) << "no row names b";
  EXPECT_THAT(Settle({}, {}).request_ids(), ElementsAre("request"));
}

TEST(SettleGroupTest, ATargetWithoutARowWasTakenWhereRowsNameWhatIsOnIt) {
  v1::Job refused;
  refused.set_server_id("t");
  *refused.mutable_error() = Status(google::rpc::INVALID_ARGUMENT);
  v1::JobGroup group;
  *group.add_jobs() = refused;
  SettleGroup("request", {"server_id", {"s", "t"}, true}, rest::v1::JOBS_LIST, kUnknown, &group);
  EXPECT_THAT(group.request_ids(), ElementsAre("request"));
}

TEST(SettleGroupTest, NeitherJobNorErrorIsUnknown) {
  v1::Job row;
  row.set_phone_id("a");
  const v1::JobGroup group = Settle({row}, {"a"});
  ASSERT_THAT(group.refused(), SizeIs(1));
  EXPECT_EQ(group.refused(0).error().code(), google::rpc::ABORTED);
}

TEST(SettleGroupTest, ATargetThatNoRowNamesIsUnknown) {
  const v1::JobGroup group = Settle({Taken("b")}, {"a", "b", "c"});
  EXPECT_THAT(group.jobs(), SizeIs(1));
  ASSERT_THAT(group.refused(), SizeIs(2));
  EXPECT_EQ(group.refused(0).phone_id(), "a");
  EXPECT_EQ(group.refused(1).phone_id(), "c");
  EXPECT_EQ(group.refused(1).error().code(), google::rpc::ABORTED);
}

TEST(SettleGroupTest, TargetsMayBeOfAnotherKind) {
  v1::JobGroup group;
  SettleGroup("request", {"server_id", {"s"}}, rest::v1::JOBS_LIST, kUnknown, &group);
  ASSERT_THAT(group.refused(), SizeIs(1));
  EXPECT_EQ(group.refused(0).server_id(), "s");
  EXPECT_THAT(group.refused(0).phone_id(), IsEmpty());
}

TEST(SettleGroupTest, AJobThatNobodyAskedForIsKept) {
  const v1::JobGroup group = Settle({Taken("stranger"), Taken("a")}, {"a"});
  EXPECT_THAT(group.jobs(), SizeIs(2)) << "it runs, and the caller may want to know";
  EXPECT_THAT(group.refused(), IsEmpty());
}

TEST(SettleGroupTest, EachTargetStandsOnceWhateverTheAnswerHolds) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> targets;
    std::vector<v1::Job> rows;
    for (int i = 0; i < 10; ++i) {
      targets.push_back(absl::StrCat(i));
      const auto fate = random() % 3;
      if (fate == 0) rows.push_back(Taken(targets.back()));
      if (fate == 1) rows.push_back(Refused(targets.back()));
    }
    std::shuffle(rows.begin(), rows.end(), random);
    const v1::JobGroup group = Settle(rows, targets);
    std::map<std::string, int> places;
    for (const v1::Job& job : group.jobs()) ++places[job.phone_id()];
    for (const v1::Refusal& refusal : group.refused()) ++places[refusal.phone_id()];
    EXPECT_THAT(places, SizeIs(targets.size()));
    for (const auto& [target, count] : places) EXPECT_EQ(count, 1) << target;
  }
}

TEST(SettleGroupTest, OneJobStandsForEveryTarget) {
  v1::JobGroup group;
  group.add_jobs()->set_job_id("one");
  SettleGroup("request", {"server_id", {"a", "b"}}, rest::v1::JOBS_ONE, kUnknown, &group);
  EXPECT_THAT(group.refused(), IsEmpty());
  ASSERT_THAT(group.jobs(), SizeIs(2));
  for (const v1::Job& job : group.jobs()) {
    EXPECT_EQ(job.job_id(), "one");
    EXPECT_EQ(job.request_id(), "request");
    EXPECT_EQ(job.state(), v1::JOB_STATE_RUNNING);
  }
  EXPECT_EQ(group.jobs(0).server_id(), "a");
  EXPECT_EQ(group.jobs(1).server_id(), "b");
}

TEST(SettleGroupTest, AFinishedJobKeepsItsStateAndAFailureGetsAReason) {
  v1::Job done = Taken("a");
  done.set_state(v1::JOB_STATE_SUCCEEDED);
  v1::Job failed = Taken("b");
  failed.set_state(v1::JOB_STATE_FAILED);
  v1::JobGroup group;
  for (const v1::Job& row : {done, failed, Refused("c")}) *group.add_jobs() = row;
  SettleGroup("request", {"phone_id", {"a", "b", "c"}}, rest::v1::JOBS_FINISHED, kUnknown, &group);
  ASSERT_THAT(group.jobs(), SizeIs(2));
  EXPECT_EQ(group.jobs(0).state(), v1::JOB_STATE_SUCCEEDED);
  EXPECT_FALSE(group.jobs(0).has_error());
  EXPECT_THAT(group.jobs(1).error(), HasReason("UPSTREAM_FAILED"));
  ASSERT_THAT(group.refused(), SizeIs(1));
  EXPECT_EQ(group.refused(0).phone_id(), "c");
}

TEST(SettleGroupTest, RowsMayNameWhatIsOnTheTargets) {
  v1::Job refused;
  refused.set_server_id("t");
  *refused.mutable_error() = Status(google::rpc::INVALID_ARGUMENT);
  v1::JobGroup group;
  for (const v1::Job& row : {Taken("a"), Taken("b"), refused}) *group.add_jobs() = row;
  SettleGroup("request", {"server_id", {"s", "t"}, true}, rest::v1::JOBS_LIST, kUnknown, &group);
  EXPECT_THAT(group.jobs(), SizeIs(2)) << "the phones of s, which no row names";
  ASSERT_THAT(group.refused(), SizeIs(1));
  EXPECT_EQ(group.refused(0).server_id(), "t");
}

TEST(SettleFailureTest, GivesAFailureWithoutAReasonOne) {
  v1::Job job;
  job.set_state(v1::JOB_STATE_FAILED);
  SettleFailure(&job);
  EXPECT_THAT(job.error(), AllOf(StatusIs(absl::StatusCode::kInternal), HasReason("UPSTREAM_FAILED")));
}

TEST(SettleFailureTest, LeavesAnErrorAndAJobThatDidNotFailAlone) {
  v1::Job job;
  job.set_state(v1::JOB_STATE_FAILED);
  *job.mutable_error() = Status(google::rpc::NOT_FOUND);
  SettleFailure(&job);
  EXPECT_EQ(job.error().code(), google::rpc::NOT_FOUND);
  v1::Job running;
  running.set_state(v1::JOB_STATE_RUNNING);
  SettleFailure(&running);
  EXPECT_FALSE(running.has_error());
}

}  // namespace
}  // namespace cloudphone
