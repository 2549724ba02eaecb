// The hub with as many watchers as it is made for.

#include <map>
#include <memory>
#include <set>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/fake_timers.h"
#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/gateway/jobs/job_hub.h"
#include "service/gateway/jobs/poll_plan.h"
#include "tests/unit/jobs/fake_job_source.h"
#include "tests/unit/jobs/recorder.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::AnyOfArray;
using ::testing::Contains;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;
using ::testing::SizeIs;

class JobHubScaleTest : public ::testing::Test {
 protected:
  JobHubScaleTest() { hub_ = std::make_unique<JobHub>(&source_, &timers_, JobHubOptions()); }

  std::string AddRequest(int jobs) {
    const std::string id = absl::StrCat("r", source_.jobs.size());
    for (int i = 0; i < jobs; ++i) source_.jobs[id].push_back(MakeJob(absl::StrCat(id, "-", i)));
    return id;
  }

  std::shared_ptr<Recorder> Watch(std::vector<std::string> ids) {
    watchers_.push_back(std::make_shared<Recorder>());
    hub_->Watch(std::move(ids), watchers_.back());
    return watchers_.back();
  }

  // A thousand requests that ten watchers each want, begun within ten seconds.
  void WatchAThousandRequests(int jobs_each) {
    for (int i = 0; i < 1000; ++i) {
      const std::string id = AddRequest(jobs_each);
      for (int watcher = 0; watcher < 10; ++watcher) Watch({id});
      timers_.Advance(absl::Milliseconds(10));
    }
  }

  // The polls that come while the clock turns by `span`, by their tick: the source answers at once, so those
  // of one tick come at one moment.
  std::map<absl::Time, std::vector<JobSource::Query>> TicksOf(absl::Duration span) {
    source_.queries.clear();
    source_.times.clear();
    timers_.Advance(span);
    std::map<absl::Time, std::vector<JobSource::Query>> ticks;
    for (size_t i = 0; i < source_.queries.size(); ++i) ticks[source_.times[i]].push_back(source_.queries[i]);
    return ticks;
  }

  FakeTimers timers_;
  FakeJobSource source_{&timers_};
  std::unique_ptr<JobHub> hub_;
  std::vector<std::shared_ptr<Recorder>> watchers_;
};

TEST_F(JobHubScaleTest, TenThousandWatchersOfAThousandRequestsCostFiftyPollsATick) {
  WatchAThousandRequests(5);
  timers_.Advance(absl::Minutes(1));
  const auto ticks = TicksOf(absl::Minutes(10));
  EXPECT_THAT(ticks, SizeIs(AllOf(Ge(600 / 12), Le(600 / 8 + 1)))) << "all requests share their ticks";
  for (const auto& [time, polls] : ticks) {
    EXPECT_THAT(polls, SizeIs(1000 / 20));
    std::set<std::string> seen;
    for (const JobSource::Query& poll : polls) seen.insert(poll.request_ids.begin(), poll.request_ids.end());
    EXPECT_THAT(seen, SizeIs(1000));
  }
  for (const auto& watcher : watchers_) {
    ASSERT_EQ(watcher->snapshots, 1);
    ASSERT_THAT(watcher->snapshot, SizeIs(5));
  }
}

TEST_F(JobHubScaleTest, TicksGrowTogetherSoon) {
  WatchAThousandRequests(5);
  // From the first looks on: no tick of more polls than its requests need, and few ticks soon.
  const auto ticks = TicksOf(absl::Seconds(50));
  for (const auto& [time, polls] : ticks) EXPECT_THAT(polls, SizeIs(Le(50)));
  size_t late = 0;
  for (const auto& [time, polls] : ticks) late += time > timers_.Now() - absl::Seconds(20) ? polls.size() : 0;
  EXPECT_THAT(late, Le(3 * 50)) << "two ticks and a part of one in twenty seconds";
}

TEST_F(JobHubScaleTest, AwkwardNumbersOfJobsKeepTheRate) {
  for (const int jobs : {3, 7, 17, 51, 60, 101}) {
    source_.jobs.clear();
    watchers_.clear();
    hub_ = std::make_unique<JobHub>(&source_, &timers_, JobHubOptions());
    for (int i = 0; i < 100; ++i) Watch({AddRequest(jobs)});
    timers_.Advance(absl::Minutes(1));
    const size_t fewest = FewestPolls(100, 100 * jobs);
    const auto ticks = TicksOf(absl::Minutes(10));
    size_t polls = 0;
    for (const auto& [time, of_tick] : ticks) {
      EXPECT_THAT(of_tick, SizeIs(Le(fewest * 21 / 20 + 1))) << jobs << " jobs each";
      polls += of_tick.size();
    }
    // A tick that takes more puts off the next: 60 intervals of ten seconds, give or take the jitter.
    EXPECT_THAT(polls, Le(fewest * 64)) << jobs << " jobs each";
    EXPECT_THAT(polls, Ge(fewest * 55)) << jobs << " jobs each";
  }
}

TEST_F(JobHubScaleTest, APageMayHoldAPartOfARequest) {
  for (int i = 0; i < 10; ++i) Watch({AddRequest(60)});
  timers_.Advance(absl::Minutes(1));
  for (const auto& [time, polls] : TicksOf(absl::Minutes(1))) EXPECT_THAT(polls, SizeIs(6));
  for (auto& [id, jobs] : source_.jobs) jobs[59].set_state(v1::JOB_STATE_FAILED);
  timers_.Advance(absl::Seconds(12));
  for (const auto& watcher : watchers_) EXPECT_EQ(watcher->progress.failed(), 1);
}

TEST_F(JobHubScaleTest, AFailedPageIsAskedAgainWithItsLook) {
  for (int i = 0; i < 10; ++i) Watch({AddRequest(60)});
  timers_.Advance(absl::Minutes(1));
  source_.failure = absl::UnavailableError("down");
  timers_.Advance(absl::Seconds(12));
  source_.failure = absl::OkStatus();
  for (auto& [id, jobs] : source_.jobs) jobs[0].set_state(v1::JOB_STATE_FAILED);
  timers_.Advance(absl::Seconds(15));
  for (const auto& watcher : watchers_) {
    EXPECT_EQ(watcher->progress.failed(), 1);
    EXPECT_EQ(watcher->ends, 0);
  }
}

TEST_F(JobHubScaleTest, NobodyRidesAlongBeforeTheWaitThatTheUpstreamAskedFor) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) Watch({ids.emplace_back(AddRequest(1))});
  timers_.Advance(absl::Minutes(1));
  RichError error;
  error.code = google::rpc::RESOURCE_EXHAUSTED;
  error.retry_delay = absl::Seconds(30);
  source_.failure = ToStatus(error);
  source_.queries.clear();
  while (source_.queries.empty()) timers_.Advance(absl::Milliseconds(10));
  source_.failure = absl::OkStatus();
  for (int i = 0; i < 20; ++i) {
    Watch({AddRequest(1)});  // Each has ticks of its own soon.
    for (const auto& [time, polls] : TicksOf(absl::Milliseconds(1490))) {
      for (const JobSource::Query& poll : polls)
        EXPECT_THAT(poll.request_ids, Not(Contains(AnyOfArray(ids))));
    }
  }
  timers_.Advance(absl::Seconds(5));
  source_.jobs[ids[0]][0].set_state(v1::JOB_STATE_SUCCEEDED);
  timers_.Advance(absl::Seconds(15));
  EXPECT_EQ(watchers_[0]->ends, 1);
}

TEST_F(JobHubScaleTest, FinishedRequestsCostNothing) {
  WatchAThousandRequests(5);
  timers_.Advance(absl::Minutes(1));
  int left = 1000;
  for (auto& [id, jobs] : source_.jobs) {
    if (left == 100) break;
    for (v1::Job& job : jobs) job.set_state(v1::JOB_STATE_SUCCEEDED);
    --left;
  }
  timers_.Advance(absl::Seconds(15));
  for (const auto& [time, polls] : TicksOf(absl::Minutes(1))) EXPECT_THAT(polls, SizeIs(100 / 20));
  EXPECT_EQ(std::count_if(watchers_.begin(), watchers_.end(), [](const auto& one) { return one->ends == 1; }),
            9000);
  for (auto& [id, jobs] : source_.jobs) {
    for (v1::Job& job : jobs) job.set_state(v1::JOB_STATE_SUCCEEDED);
  }
  timers_.Advance(absl::Seconds(15));
  EXPECT_THAT(TicksOf(absl::Hours(1)), IsEmpty());
  EXPECT_EQ(timers_.pending(), 0);
}

TEST_F(JobHubScaleTest, AnUpdateOfTenThousandIsMadeOnce) {
  const std::string id = AddRequest(3);
  for (int i = 0; i < 10000; ++i) Watch({id});
  timers_.Advance(absl::Seconds(5));
  source_.jobs[id][1].set_state(v1::JOB_STATE_SUCCEEDED);
  timers_.Advance(absl::Seconds(5));
  for (const auto& watcher : watchers_) {
    ASSERT_THAT(watcher->changes, SizeIs(1));
    ASSERT_EQ(watcher->last, watchers_[0]->last);
  }
  EXPECT_THAT(watchers_[0]->last->jobs(), SizeIs(1));
  EXPECT_EQ(watchers_[0]->last->progress().running(), 2);
}

TEST_F(JobHubScaleTest, ANewWatchNeedNotWaitUntilAllAreTold) {
  const std::string id = AddRequest(2);
  for (int i = 0; i < 2000; ++i) Watch({id});
  timers_.Advance(absl::Seconds(5));
  source_.jobs[id][1].set_state(v1::JOB_STATE_SUCCEEDED);
  const std::vector<std::shared_ptr<Recorder>> early = watchers_;
  std::shared_ptr<Recorder> late;
  int told_before = 0;
  for (const auto& watcher : early) {
    watcher->on_update = [&] {
      if (late == nullptr) late = Watch({id});
      told_before += late->snapshots == 0 ? 1 : 0;
    };
  }
  timers_.Advance(absl::Seconds(5));
  EXPECT_EQ(told_before, JobHubOptions().slice) << "then the new watch has its turn";
  EXPECT_EQ(late->snapshot[1]->state(), v1::JOB_STATE_SUCCEEDED);
  EXPECT_THAT(late->changes, IsEmpty()) << "the news that the snapshot holds are not told again";
}

TEST_F(JobHubScaleTest, AWatchThatEndsWhileOthersAreToldIsToldNoMore) {
  const std::string id = AddRequest(2);
  WatchId last = 0;
  for (int i = 0; i < 1500; ++i) {
    watchers_.push_back(std::make_shared<Recorder>());
    last = hub_->Watch({id}, watchers_.back());
  }
  timers_.Advance(absl::Seconds(5));
  source_.jobs[id][0].set_state(v1::JOB_STATE_SUCCEEDED);
  watchers_[0]->on_update = [&] { hub_->Unwatch(last); };
  timers_.Advance(absl::Seconds(5));
  EXPECT_THAT(watchers_.back()->changes, IsEmpty());
  EXPECT_THAT(watchers_[1498]->changes, SizeIs(1));
}

TEST_F(JobHubScaleTest, WhoWatchesAgainSeesTheEndThatCameMeanwhile) {
  const std::string id = AddRequest(2);
  const auto first = Watch({id});
  timers_.Advance(absl::Minutes(31));
  ASSERT_EQ(first->ends, 1) << "of age";
  ASSERT_TRUE(absl::IsUnavailable(first->end));
  for (v1::Job& job : source_.jobs[id]) job.set_state(v1::JOB_STATE_FAILED);
  timers_.Advance(absl::Seconds(1));
  const auto again = Watch({id});
  timers_.Advance(absl::Seconds(1));
  EXPECT_EQ(again->progress.failed(), 2);
  EXPECT_THAT(again->snapshot, SizeIs(2));
  ASSERT_EQ(again->ends, 1);
  EXPECT_TRUE(again->end.ok()) << again->end;
}

TEST_F(JobHubScaleTest, WhoComesWhileTheEndIsToldBeginsAnew) {
  const std::string id = AddRequest(1);
  for (int i = 0; i < 1500; ++i) Watch({id});
  timers_.Advance(absl::Seconds(5));
  source_.jobs[id][0].set_state(v1::JOB_STATE_SUCCEEDED);
  std::shared_ptr<Recorder> late;
  watchers_[0]->on_update = [&] { late = Watch({id}); };
  timers_.Advance(absl::Seconds(10));
  ASSERT_NE(late, nullptr);
  EXPECT_EQ(late->progress.succeeded(), 1);
  EXPECT_EQ(late->ends, 1);
  for (const auto& watcher : watchers_) EXPECT_EQ(watcher->ends, 1);
}

TEST_F(JobHubScaleTest, WhoComesWhileARefusalIsToldBeginsAnew) {
  const std::string id = AddRequest(1);
  for (int i = 0; i < 1500; ++i) Watch({id});
  timers_.Advance(absl::Seconds(5));
  source_.failure = absl::PermissionDeniedError("no");
  std::shared_ptr<Recorder> late;
  watchers_[0]->on_end = [&] {
    source_.failure = absl::OkStatus();
    late = Watch({id});
  };
  timers_.Advance(absl::Seconds(20));
  for (int i = 0; i < 1500; ++i) ASSERT_TRUE(absl::IsPermissionDenied(watchers_[i]->end));
  ASSERT_NE(late, nullptr);
  EXPECT_EQ(late->ends, 0);
  source_.jobs[id][0].set_state(v1::JOB_STATE_SUCCEEDED);
  timers_.Advance(absl::Seconds(15));
  EXPECT_EQ(late->ends, 1);
  EXPECT_TRUE(late->end.ok()) << late->end;
}

TEST_F(JobHubScaleTest, AJobThatJoinsALoneRequestIsSeenAtTheNextLook) {
  const std::string id = AddRequest(1);
  const auto watcher = Watch({id});
  timers_.Advance(absl::Minutes(1));
  source_.jobs[id].push_back(MakeJob("joined"));
  const auto ticks = TicksOf(absl::Seconds(12));
  for (const auto& [time, polls] : ticks)
    EXPECT_THAT(polls, SizeIs(1)) << "whose row it is needs no second look";
  ASSERT_THAT(watcher->changes, SizeIs(1));
  EXPECT_EQ(watcher->changes[0]->request_id(), id);
}

TEST_F(JobHubScaleTest, ARefusalReachesEveryWatcherOfTheRequestAndNobodyElse) {
  const std::string bad = AddRequest(1);
  const std::string good = AddRequest(1);
  for (int i = 0; i < 1200; ++i) Watch({bad, good});
  const auto other = Watch({good});
  timers_.Advance(absl::Seconds(5));
  source_.jobs.erase(bad);
  timers_.Advance(absl::Seconds(15));
  for (int i = 0; i < 1200; ++i) ASSERT_TRUE(absl::IsNotFound(watchers_[i]->end));
  EXPECT_EQ(other->ends, 0);
  source_.jobs[good][0].set_state(v1::JOB_STATE_SUCCEEDED);
  timers_.Advance(absl::Seconds(15));
  EXPECT_TRUE(other->end.ok());
}

TEST_F(JobHubScaleTest, AWatchEndsWhenItsTimeHasCome) {
  const std::string id = AddRequest(1);
  const auto watcher = std::make_shared<Recorder>();
  hub_->Watch({id}, watcher, timers_.Now() + absl::Seconds(40));
  timers_.Advance(absl::Seconds(40) - absl::Milliseconds(1));
  EXPECT_EQ(watcher->ends, 0);
  timers_.Advance(absl::Milliseconds(1));
  ASSERT_EQ(watcher->ends, 1);
  EXPECT_TRUE(absl::IsDeadlineExceeded(watcher->end));
  EXPECT_EQ(timers_.pending(), 0);
}

TEST_F(JobHubScaleTest, HeartbeatsComeInTimeThoughMessagesPutThemOff) {
  const std::string id = AddRequest(100);
  const auto watcher = Watch({id});
  std::vector<absl::Time> told;
  watcher->on_update = [&] { told.push_back(timers_.Now()); };
  int heartbeats = 0;
  for (int second = 0; second < 600; ++second) {
    if (second % 40 == 20) source_.jobs[id][second / 40].set_state(v1::JOB_STATE_SUCCEEDED);
    timers_.Advance(absl::Seconds(1));
    if (watcher->heartbeats > heartbeats) told.push_back(timers_.Now());
    heartbeats = watcher->heartbeats;
  }
  EXPECT_THAT(heartbeats, Ge(10));
  for (size_t i = 1; i < told.size(); ++i) EXPECT_THAT(told[i] - told[i - 1], Le(absl::Seconds(30)));
}

}  // namespace
}  // namespace cloudphone
