#include "service/gateway/rpc/unsent_jobs.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cloudphone/v1/job_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/gateway/rpc/wire_message.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;

SharedJob Job(const std::string& id, v1::JobState state = v1::JOB_STATE_RUNNING) {
  auto job = std::make_shared<v1::Job>();
  job->set_job_id(id);
  job->set_state(state);
  return job;
}

SharedUpdate Update(std::vector<SharedJob> jobs, int running) {
  v1::JobProgress progress;
  progress.set_running(running);
  return std::make_shared<const JobUpdate>(std::move(jobs), std::move(progress));
}

v1::WatchJobsResponse Parse(const WatchMessage& message) {
  v1::WatchJobsResponse response;
  EXPECT_TRUE(ParseMessage(message.bytes(), &response));
  return response;
}

std::vector<std::string> Ids(const v1::WatchJobsResponse& response) {
  std::vector<std::string> ids;
  for (const v1::Job& job : response.jobs()) ids.push_back(job.job_id());
  return ids;
}

TEST(UnsentJobsTest, IsEmptyUntilSomethingIsToBeTold) {
  UnsentJobs unsent;
  EXPECT_TRUE(unsent.empty());
  unsent.Add(Update({Job("a")}, 1));
  EXPECT_FALSE(unsent.empty());
  unsent.Take();
  EXPECT_TRUE(unsent.empty());
}

TEST(UnsentJobsTest, SendsTheBytesOfAnUpdateThatAllShare) {
  const SharedUpdate update = Update({Job("a"), Job("b", v1::JOB_STATE_FAILED)}, 1);
  UnsentJobs unsent;
  UnsentJobs other;
  unsent.Add(update);
  other.Add(update);
  const WatchMessage message = unsent.Take();
  EXPECT_EQ(&message.bytes(), &other.Take().bytes()) << "serialised once, copied never";
  const v1::WatchJobsResponse response = Parse(message);
  EXPECT_THAT(Ids(response), ElementsAre("a", "b"));
  EXPECT_EQ(response.progress().running(), 1);
  EXPECT_FALSE(response.heartbeat());
}

TEST(UnsentJobsTest, TheBytesOutliveTheUpdate) {
  SharedUpdate update = Update({Job(std::string(10000, 'a'))}, 1);
  const std::weak_ptr<const JobUpdate> watched = update;
  UnsentJobs unsent;
  unsent.Add(update);
  update.reset();
  WatchMessage message = unsent.Take();
  EXPECT_EQ(Parse(message).jobs(0).job_id().size(), 10000);
  message = {};
  EXPECT_TRUE(watched.expired()) << "and are let go with the last message";
}

TEST(UnsentJobsTest, HoldsTheNewestStateOfEachJobInTheOrderOfTheirFirstChange) {
  UnsentJobs unsent;
  unsent.Add(Update({Job("b"), Job("a")}, 2));
  unsent.Add(Update({Job("c"), Job("b", v1::JOB_STATE_SUCCEEDED)}, 1));
  unsent.Add(Update({Job("b", v1::JOB_STATE_FAILED)}, 0));
  const v1::WatchJobsResponse response = Parse(unsent.Take());
  EXPECT_THAT(Ids(response), ElementsAre("b", "a", "c"));
  EXPECT_EQ(response.jobs(0).state(), v1::JOB_STATE_FAILED);
  EXPECT_EQ(response.progress().running(), 0) << "the newest counts";
  EXPECT_TRUE(unsent.empty());
}

TEST(UnsentJobsTest, HoldsEachJobOnceHoweverOftenItChanges) {
  UnsentJobs unsent;
  std::vector<std::weak_ptr<const v1::Job>> states;
  for (int i = 0; i < 1000; ++i) {
    const SharedJob job = Job("a");
    states.push_back(job);
    unsent.Add(Update({job, Job("b")}, i));
  }
  EXPECT_EQ(std::count_if(states.begin(), states.end(), [](const auto& state) { return !state.expired(); }),
            1);
  EXPECT_THAT(Ids(Parse(unsent.Take())), ElementsAre("a", "b"));
}

TEST(UnsentJobsTest, AHeartbeatGoesOnlyWhereThereIsNothingElseToTell) {
  v1::JobProgress progress;
  progress.set_running(7);
  UnsentJobs unsent;
  unsent.Heartbeat(nullptr);
  EXPECT_FALSE(unsent.empty());
  unsent.Heartbeat(&progress);
  const v1::WatchJobsResponse alone = Parse(unsent.Take());
  EXPECT_TRUE(alone.heartbeat());
  EXPECT_EQ(alone.progress().running(), 7) << "the newest counts";
  EXPECT_TRUE(unsent.empty());

  unsent.Heartbeat(&progress);
  unsent.Add(Update({Job("a")}, 1));
  unsent.Heartbeat(&progress);
  const v1::WatchJobsResponse news = Parse(unsent.Take());
  EXPECT_FALSE(news.heartbeat());
  EXPECT_EQ(news.progress().running(), 1);
  EXPECT_TRUE(unsent.empty());

  unsent.Heartbeat(nullptr);
  EXPECT_FALSE(Parse(unsent.Take()).has_progress()) << "none before the snapshot";
}

TEST(UnsentJobsTest, ForgetsAllWhenCleared) {
  UnsentJobs unsent;
  unsent.Add(Update({Job("a")}, 1));
  unsent.Clear();
  EXPECT_TRUE(unsent.empty());
  unsent.Add(Update({Job("a")}, 1));
  unsent.Add(Update({Job("b")}, 1));
  unsent.Clear();
  EXPECT_TRUE(unsent.empty());
  unsent.Heartbeat(nullptr);
  unsent.Clear();
  EXPECT_TRUE(unsent.empty());
}

}  // namespace
}  // namespace cloudphone
