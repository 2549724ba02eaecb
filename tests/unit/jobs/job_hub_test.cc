#include "service/gateway/jobs/job_hub.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "tests/unit/jobs/fake_job_source.h"
#include "tests/unit/jobs/recorder.h"

namespace cloudphone {
namespace {

using ::testing::Gt;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::SizeIs;

class JobHubTest : public ::testing::Test {
 protected:
  JobHubTest() { hub_ = std::make_unique<JobHub>(&source_, &timers_, JobHubOptions()); }

  std::shared_ptr<Recorder> Watch(std::vector<std::string> ids) {
    auto recorder = std::make_shared<Recorder>();
    last_ = hub_->Watch(std::move(ids), recorder);
    timers_.Advance(absl::ZeroDuration());
    return recorder;
  }
  void Advance(absl::Duration step) { timers_.Advance(step); }

  FakeTimers timers_;
  FakeJobSource source_;
  std::unique_ptr<JobHub> hub_;
  WatchId last_ = 0;
};

TEST_F(JobHubTest, ShowsEveryJobThenEachChangeThenEndsOk) {
  source_.jobs["r"] = {MakeJob("a"), MakeJob("b")};
  const auto watcher = Watch({"r"});
  EXPECT_THAT(source_.queries, IsEmpty()) << "the first look comes after half a second";
  Advance(absl::Seconds(1));
  ASSERT_THAT(watcher->snapshot, SizeIs(2));
  EXPECT_EQ(watcher->snapshot[0]->request_id(), "r");
  EXPECT_EQ(watcher->progress.total(), 2);
  EXPECT_EQ(watcher->progress.running(), 2);

  source_.jobs["r"][1].set_state(v1::JOB_STATE_FAILED);
  Advance(absl::Seconds(2));
  ASSERT_THAT(watcher->changes, SizeIs(1));
  EXPECT_EQ(watcher->changes[0]->job_id(), "b");
  EXPECT_EQ(watcher->progress.failed(), 1);
  EXPECT_EQ(watcher->ends, 0);

  source_.jobs["r"][0].set_state(v1::JOB_STATE_SUCCEEDED);
  Advance(absl::Seconds(5));
  EXPECT_EQ(watcher->progress.succeeded(), 1);
  EXPECT_EQ(watcher->progress.running(), 0);
  EXPECT_EQ(watcher->ends, 1);
  EXPECT_TRUE(watcher->end.ok()) << watcher->end;
  const size_t polls = source_.queries.size();
  Advance(absl::Minutes(10));
  EXPECT_EQ(source_.queries.size(), polls) << "no polling without watchers";
  EXPECT_EQ(timers_.pending(), 0);
}

TEST_F(JobHubTest, AsksSoonAtFirstAndEveryTenSecondsLater) {
  source_.jobs["r"] = {MakeJob("a")};
  const auto watcher = Watch({"r"});
  Advance(absl::Milliseconds(399));
  EXPECT_THAT(source_.queries, IsEmpty());
  Advance(absl::Milliseconds(202));
  EXPECT_THAT(source_.queries, SizeIs(1));
  Advance(absl::Minutes(5));
  const size_t before = source_.queries.size();
  Advance(absl::Minutes(10));
  EXPECT_THAT(source_.queries.size() - before, Gt(600 / 12 - 1));
  EXPECT_THAT(source_.queries.size() - before, Lt(600 / 8 + 1));
}

TEST_F(JobHubTest, AnUnknownRequestIsTriedForHalfAMinuteThenNamed) {
  const auto watcher = Watch({"nobody"});
  Advance(absl::Seconds(29));
  EXPECT_EQ(watcher->ends, 0);
  Advance(absl::Seconds(15));
  ASSERT_EQ(watcher->ends, 1);
  EXPECT_TRUE(absl::IsNotFound(watcher->end));
  google::rpc::ErrorInfo info;
  google::rpc::ResourceInfo resource;
  const google::rpc::Status rich = FromStatus(watcher->end);
  for (const auto& detail : rich.details()) {
    detail.UnpackTo(&info);
    detail.UnpackTo(&resource);
  }
  EXPECT_EQ(info.reason(), "REQUEST_NOT_FOUND");
  EXPECT_EQ(resource.resource_name(), "nobody");
}

TEST_F(JobHubTest, ARequestThatAppearsLateIsFound) {
  const auto watcher = Watch({"late"});
  Advance(absl::Seconds(10));
  source_.jobs["late"] = {MakeJob("a")};
  Advance(absl::Seconds(12));
  EXPECT_EQ(watcher->snapshots, 1);
  EXPECT_EQ(watcher->ends, 0);
}

TEST_F(JobHubTest, FirstLooksAreAloneAndLaterOnesPackTwenty) {
  std::vector<std::string> ids;
  for (int i = 0; i < 45; ++i) {
    ids.push_back(absl::StrCat("r", i));
    source_.jobs[ids.back()] = {MakeJob(absl::StrCat("j", i))};
  }
  const auto watcher = Watch(ids);
  Advance(absl::Seconds(1));
  ASSERT_GE(source_.queries.size(), 45);
  for (size_t i = 0; i < 45; ++i) EXPECT_THAT(source_.queries[i].request_ids, SizeIs(1));
  EXPECT_EQ(watcher->snapshots, 1);
  EXPECT_THAT(watcher->snapshot, SizeIs(45));
  Advance(absl::Minutes(2));
  const size_t before = source_.queries.size();
  Advance(absl::Minutes(1));
  for (size_t i = before; i < source_.queries.size(); ++i)
    EXPECT_THAT(source_.queries[i].request_ids.size(), ::testing::Le(20));
  EXPECT_THAT(source_.queries.size() - before, Lt(60)) << "far fewer than 45 requests each six times";
}

TEST_F(JobHubTest, ReadsARequestOfManyJobsPageByPage) {
  for (int i = 0; i < 250; ++i) source_.jobs["r"].push_back(MakeJob(absl::StrCat("j", i)));
  const auto watcher = Watch({"r"});
  Advance(absl::Seconds(1));
  EXPECT_THAT(watcher->snapshot, SizeIs(250));
  EXPECT_EQ(watcher->progress.total(), 250);
}

TEST_F(JobHubTest, AJobThatNobodyKnowsIsFoundByAskingAlone) {
  source_.jobs["a"] = {MakeJob("a1")};
  source_.jobs["b"] = {MakeJob("b1")};
  const auto watcher = Watch({"a", "b"});
  Advance(absl::Seconds(5));
  source_.jobs["b"].push_back(MakeJob("b2"));
  Advance(absl::Seconds(20));
  ASSERT_THAT(watcher->changes, SizeIs(1));
  EXPECT_EQ(watcher->changes[0]->job_id(), "b2");
  EXPECT_EQ(watcher->changes[0]->request_id(), "b");
}

TEST_F(JobHubTest, ManyWatchersCostOnePoll) {
  source_.jobs["r"] = {MakeJob("a")};
  std::vector<std::shared_ptr<Recorder>> watchers;
  for (int i = 0; i < 200; ++i) watchers.push_back(Watch({"r"}));
  Advance(absl::Milliseconds(700));
  EXPECT_THAT(source_.queries, SizeIs(1));
  source_.jobs["r"][0].set_state(v1::JOB_STATE_SUCCEEDED);
  Advance(absl::Seconds(2));
  for (const auto& watcher : watchers) {
    EXPECT_EQ(watcher->snapshots, 1);
    EXPECT_THAT(watcher->changes, SizeIs(1));
    EXPECT_EQ(watcher->last, watchers[0]->last) << "shared, not copied";
    EXPECT_EQ(watcher->ends, 1);
  }
}

TEST_F(JobHubTest, ALateWatcherGetsTheSnapshotAtOnce) {
  source_.jobs["r"] = {MakeJob("a")};
  const auto first = Watch({"r"});
  Advance(absl::Seconds(1));
  const size_t polls = source_.queries.size();
  const auto second = Watch({"r"});
  EXPECT_EQ(second->snapshots, 1);
  EXPECT_EQ(source_.queries.size(), polls);
}

TEST_F(JobHubTest, AFinalJobNeverRunsAgain) {
  source_.jobs["r"] = {MakeJob("a", v1::JOB_STATE_SUCCEEDED), MakeJob("b")};
  const auto watcher = Watch({"r"});
  Advance(absl::Seconds(1));
  source_.jobs["r"][0].set_state(v1::JOB_STATE_RUNNING);
  Advance(absl::Seconds(10));
  EXPECT_THAT(watcher->changes, IsEmpty());
  EXPECT_EQ(watcher->progress.succeeded(), 1);
}

TEST_F(JobHubTest, FailedPollsAreRetriedAndRetryInfoIsHeeded) {
  source_.jobs["r"] = {MakeJob("a")};
  RichError error;
  error.code = google::rpc::RESOURCE_EXHAUSTED;
  error.retry_delay = absl::Seconds(20);
  source_.failure = ToStatus(error);
  const auto watcher = Watch({"r"});
  Advance(absl::Seconds(20));
  EXPECT_THAT(source_.queries, SizeIs(1));
  source_.failure = absl::OkStatus();
  Advance(absl::Seconds(2));
  EXPECT_EQ(watcher->snapshots, 1);
  EXPECT_EQ(watcher->ends, 0);
}

TEST_F(JobHubTest, ARefusalEndsOnlyTheGuilty) {
  source_.jobs["a"] = {MakeJob("a1")};
  source_.jobs["b"] = {MakeJob("b1")};
  const auto good = Watch({"a"});
  const auto bad = Watch({"b"});
  Advance(absl::Seconds(3));
  source_.jobs.erase("b");  // Known before, gone now.
  Advance(absl::Seconds(15));
  EXPECT_EQ(bad->ends, 1);
  EXPECT_TRUE(absl::IsNotFound(bad->end));
  EXPECT_EQ(good->ends, 0);
}

TEST_F(JobHubTest, AnErrorThatCannotHealEndsTheWatch) {
  source_.failure = absl::PermissionDeniedError("no");
  const auto watcher = Watch({"r"});
  Advance(absl::Seconds(1));
  EXPECT_EQ(watcher->ends, 1);
  EXPECT_TRUE(absl::IsPermissionDenied(watcher->end));
}

TEST_F(JobHubTest, SendsHeartbeats) {
  source_.jobs["r"] = {MakeJob("a")};
  const auto watcher = Watch({"r"});
  Advance(absl::Seconds(61));
  EXPECT_EQ(watcher->heartbeats, 2) << "one at least every 30 seconds";
  EXPECT_TRUE(watcher->last_heartbeat_had_progress);
  source_.failure = absl::UnavailableError("down");
  const auto blind = Watch({"other"});
  Advance(absl::Seconds(26));
  EXPECT_EQ(blind->heartbeats, 1);
  EXPECT_FALSE(blind->last_heartbeat_had_progress);
}

TEST_F(JobHubTest, OldWatchesEndNotAllAtOnce) {
  source_.jobs["r"] = {MakeJob("a")};
  std::vector<std::shared_ptr<Recorder>> watchers;
  for (int i = 0; i < 50; ++i) watchers.push_back(Watch({"r"}));
  Advance(absl::Minutes(27) - absl::Seconds(1));
  const auto ended = [&] {
    return std::count_if(watchers.begin(), watchers.end(), [](const auto& one) { return one->ends == 1; });
  };
  EXPECT_EQ(ended(), 0);
  Advance(absl::Seconds(90));
  EXPECT_THAT(ended(), Gt(0));
  EXPECT_THAT(ended(), Lt(50));
  Advance(absl::Minutes(2));
  EXPECT_EQ(ended(), 50);
  EXPECT_TRUE(absl::IsUnavailable(watchers[0]->end));
}

TEST_F(JobHubTest, PollsStopWithTheLastWatcher) {
  source_.jobs["r"] = {MakeJob("a")};
  const auto watcher = Watch({"r"});
  Advance(absl::Seconds(1));
  hub_->Unwatch(last_);
  hub_->Unwatch(12345);
  Advance(absl::ZeroDuration());
  const size_t polls = source_.queries.size();
  Advance(absl::Minutes(1));
  EXPECT_EQ(source_.queries.size(), polls);
  EXPECT_EQ(watcher->ends, 0);
}

TEST_F(JobHubTest, AWatcherThatIsGoneIsForgotten) {
  source_.jobs["r"] = {MakeJob("a")};
  Watch({"r"}).reset();
  Advance(absl::Minutes(2));
  const size_t polls = source_.queries.size();
  Advance(absl::Minutes(2));
  EXPECT_EQ(source_.queries.size(), polls);
}

TEST_F(JobHubTest, BoundsThePollsInFlight) {
  source_.hold = true;
  std::vector<std::string> ids;
  for (int i = 0; i < 30; ++i) {
    ids.push_back(absl::StrCat("r", i));
    source_.jobs[ids.back()] = {MakeJob(absl::StrCat("j", i))};
  }
  const auto watcher = Watch(ids);
  Advance(absl::Seconds(2));
  EXPECT_THAT(source_.held, SizeIs(8));
  source_.hold = false;
  source_.AnswerHeld();
  Advance(absl::Seconds(2));
  EXPECT_EQ(watcher->snapshots, 1);
}

TEST_F(JobHubTest, MayGoWhilePollsAreOut) {
  source_.hold = true;
  source_.jobs["r"] = {MakeJob("a")};
  const auto watcher = Watch({"r"});
  Advance(absl::Seconds(1));
  ASSERT_THAT(source_.held, SizeIs(1));
  hub_.reset();
  source_.AnswerHeld();
  Advance(absl::Minutes(1));
  EXPECT_EQ(watcher->snapshots, 0);
}

}  // namespace
}  // namespace cloudphone
