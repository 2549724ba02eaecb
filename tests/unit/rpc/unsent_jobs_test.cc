#include "service/gateway/rpc/unsent_jobs.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

SharedJob MakeJob(const std::string& id, v1::JobState state = v1::JOB_STATE_RUNNING) {
  auto job = std::make_shared<v1::Job>();
  job->set_job_id(id);
  job->set_state(state);
  return job;
}

v1::JobProgress Progress(int running) {
  v1::JobProgress progress;
  progress.set_running(running);
  return progress;
}

std::vector<std::string> Ids(const v1::WatchJobsResponse& response) {
  std::vector<std::string> ids;
  for (const v1::Job& job : response.jobs()) ids.push_back(job.job_id());
  return ids;
}

class UnsentJobsTest : public ::testing::Test {
 protected:
  void Add(const std::vector<SharedJob>& jobs, int running = 0) { unsent_.Add(jobs, Progress(running)); }

  UnsentJobs unsent_;
};

TEST_F(UnsentJobsTest, IsEmptyUntilSomethingIsToBeTold) {
  EXPECT_TRUE(unsent_.empty());
  Add({MakeJob("a")});
  EXPECT_FALSE(unsent_.empty());
  unsent_.Take();
  EXPECT_TRUE(unsent_.empty());
}

TEST_F(UnsentJobsTest, HoldsTheNewestStateOfEachJobInTheOrderOfTheirFirstChange) {
  Add({MakeJob("b"), MakeJob("a")}, 2);
  Add({MakeJob("c"), MakeJob("b", v1::JOB_STATE_SUCCEEDED)}, 1);
  const v1::WatchJobsResponse response = unsent_.Take();
  EXPECT_THAT(Ids(response), ElementsAre("b", "a", "c"));
  EXPECT_EQ(response.jobs(0).state(), v1::JOB_STATE_SUCCEEDED);
  EXPECT_EQ(response.jobs(1).state(), v1::JOB_STATE_RUNNING);
  EXPECT_EQ(response.progress().running(), 1) << "the newest counts";
  EXPECT_FALSE(response.heartbeat());
}

TEST_F(UnsentJobsTest, ForgetsWhatWasTaken) {
  Add({MakeJob("a"), MakeJob("b")});
  unsent_.Take();
  Add({MakeJob("b", v1::JOB_STATE_FAILED)}, 1);
  const v1::WatchJobsResponse response = unsent_.Take();
  EXPECT_THAT(Ids(response), ElementsAre("b"));
  EXPECT_EQ(response.jobs(0).state(), v1::JOB_STATE_FAILED);
}

TEST_F(UnsentJobsTest, ASnapshotWithoutJobsIsNews) {
  Add({});
  EXPECT_FALSE(unsent_.empty());
  const v1::WatchJobsResponse response = unsent_.Take();
  EXPECT_FALSE(response.heartbeat());
  EXPECT_TRUE(response.has_progress());
}

TEST_F(UnsentJobsTest, AHeartbeatAloneSaysSo) {
  unsent_.Heartbeat(nullptr);
  v1::WatchJobsResponse response = unsent_.Take();
  EXPECT_TRUE(response.heartbeat());
  EXPECT_FALSE(response.has_progress()) << "nothing is known before the snapshot";
  const v1::JobProgress progress = Progress(3);
  unsent_.Heartbeat(&progress);
  response = unsent_.Take();
  EXPECT_TRUE(response.heartbeat());
  EXPECT_EQ(response.progress().running(), 3);
  EXPECT_THAT(response.jobs(), IsEmpty());
}

TEST_F(UnsentJobsTest, NewsAndAHeartbeatAreNews) {
  const v1::JobProgress progress = Progress(1);
  Add({MakeJob("a")}, 1);
  unsent_.Heartbeat(&progress);
  v1::WatchJobsResponse response = unsent_.Take();
  EXPECT_FALSE(response.heartbeat());
  EXPECT_THAT(Ids(response), ElementsAre("a"));
  unsent_.Heartbeat(nullptr);
  Add({MakeJob("b")}, 1);
  EXPECT_FALSE(unsent_.Take().heartbeat()) << "in either order";
}

TEST_F(UnsentJobsTest, ClearLeavesNothing) {
  Add({MakeJob("a")}, 1);
  unsent_.Clear();
  EXPECT_TRUE(unsent_.empty());
  unsent_.Heartbeat(nullptr);
  const v1::WatchJobsResponse response = unsent_.Take();
  EXPECT_THAT(response.jobs(), IsEmpty());
  EXPECT_FALSE(response.has_progress());
}

}  // namespace
}  // namespace cloudphone
