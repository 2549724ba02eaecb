// The hub under a budget of reads.

#include <algorithm>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/fake_timers.h"
#include "adapters/runtime/rate_budget.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/gateway/jobs/job_hub.h"
#include "tests/unit/jobs/fake_job_source.h"
#include "tests/unit/jobs/recorder.h"

namespace cloudphone {
namespace {

using ::testing::Each;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;

constexpr int kBurst = 5;
constexpr int kPerSecond = 10;

// No stretch of time sees more than the burst and what the rate gives in it.
void ExpectWithinBudget(std::vector<absl::Time> times) {
  std::sort(times.begin(), times.end());
  for (size_t first = 0; first < times.size(); ++first) {
    for (size_t last = first; last < times.size(); ++last) {
      const double seconds = absl::ToDoubleSeconds(times[last] - times[first]);
      ASSERT_LE(last - first + 1, kBurst + kPerSecond * seconds + 1e-6) << "from the " << first << "th poll";
    }
  }
}

class JobHubBudgetTest : public ::testing::Test {
 protected:
  std::vector<std::string> AddRequests(int count, int jobs) {
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) {
      ids.push_back(absl::StrCat("r", source_.jobs.size()));
      for (int job = 0; job < jobs; ++job)
        source_.jobs[ids.back()].push_back(MakeJob(absl::StrCat(ids.back(), "-", job)));
    }
    return ids;
  }

  std::shared_ptr<Recorder> Watch(JobHub* hub, const std::string& id) {
    watchers_.push_back(std::make_shared<Recorder>());
    last_ = hub->Watch({id}, watchers_.back());
    timers_.Advance(absl::ZeroDuration());
    return watchers_.back();
  }

  void Forget() {
    source_.queries.clear();
    source_.times.clear();
  }

  FakeTimers timers_;
  RateBudget reads_{{kPerSecond, kBurst}};
  FakeJobSource source_{&timers_};
  JobHub hub_{&source_, &timers_, JobHubOptions(), &reads_};
  std::vector<std::shared_ptr<Recorder>> watchers_;
  WatchId last_ = 0;
};

TEST_F(JobHubBudgetTest, PollsAreDelayedButNoneIsDropped) {
  for (const std::string& id : AddRequests(300, 5)) Watch(&hub_, id);
  timers_.Advance(absl::Minutes(2));
  ExpectWithinBudget(source_.times);
  for (const auto& watcher : watchers_) ASSERT_EQ(watcher->snapshots, 1);
  for (auto& [id, jobs] : source_.jobs) jobs[0].set_state(v1::JOB_STATE_FAILED);
  timers_.Advance(absl::Seconds(15));
  for (const auto& watcher : watchers_) ASSERT_EQ(watcher->progress.failed(), 1);
  ExpectWithinBudget(source_.times);
}

TEST_F(JobHubBudgetTest, FirstLooksComeInTheOrderInWhichTheyAreDue) {
  std::vector<std::string> early = AddRequests(50, 1);
  std::vector<std::string> late = AddRequests(50, 1);
  for (const std::string& id : early) Watch(&hub_, id);
  timers_.Advance(absl::Seconds(1));
  for (const std::string& id : late) Watch(&hub_, id);
  timers_.Advance(absl::Seconds(20));
  std::vector<std::string> first_looks;
  for (const JobSource::Query& query : source_.queries) {
    if (query.request_ids.size() != 1) continue;
    const std::string& id = query.request_ids[0];
    if (std::find(first_looks.begin(), first_looks.end(), id) == first_looks.end()) first_looks.push_back(id);
  }
  ASSERT_THAT(first_looks, SizeIs(100));
  for (size_t i = 0; i < 100; ++i) {
    const bool is_early = std::find(early.begin(), early.end(), first_looks[i]) != early.end();
    EXPECT_EQ(is_early, i < 50) << first_looks[i];
  }
}

TEST_F(JobHubBudgetTest, ManyNewRequestsDoNotHoldUpTheOld) {
  for (const std::string& id : AddRequests(200, 60))
    Watch(&hub_, id);  // 120 polls a tick: more than the budget.
  timers_.Advance(absl::Minutes(5));
  Forget();
  for (const std::string& id : AddRequests(300, 1)) Watch(&hub_, id);
  timers_.Advance(absl::Seconds(20));
  const auto alone =
      std::count_if(source_.queries.begin(), source_.queries.end(),
                    [](const JobSource::Query& query) { return query.request_ids.size() == 1; });
  EXPECT_THAT(alone, Ge(140)) << "they take turns, three to one";
  EXPECT_THAT(source_.queries.size() - alone, Ge(45));
  ExpectWithinBudget(source_.times);
}

TEST_F(JobHubBudgetTest, WhereTheBudgetIsTooShortForATickAllRequestsGetTheirShare) {
  const std::vector<std::string> ids = AddRequests(400, 60);  // 240 polls a tick.
  for (const std::string& id : ids) Watch(&hub_, id);
  timers_.Advance(absl::Minutes(10));
  Forget();
  timers_.Advance(absl::Minutes(10));
  EXPECT_THAT(source_.queries, SizeIs(600 * kPerSecond)) << "nothing of the budget is left over";
  std::map<std::string, int> looks;
  for (const JobSource::Query& query : source_.queries) {
    if (query.offset != 0) continue;
    for (const std::string& id : query.request_ids) ++looks[id];
  }
  ASSERT_THAT(looks, SizeIs(400));
  for (const auto& [id, count] : looks) {
    // 25 rounds of 240 polls each: also here the polls are full.
    EXPECT_THAT(count, Ge(24)) << id;
    EXPECT_THAT(count, Le(26)) << id;
  }
}

TEST_F(JobHubBudgetTest, TicksStayWholeThoughTheBudgetSpreadsThem) {
  for (const std::string& id : AddRequests(1000, 5))
    Watch(&hub_, id);  // First looks alone take over a minute.
  timers_.Advance(absl::Minutes(4));
  Forget();
  timers_.Advance(absl::Minutes(5));
  // The polls of a tick follow each other as the budget lets them; between ticks nothing comes.
  std::vector<int> ticks = {0};
  for (size_t i = 0; i < source_.times.size(); ++i) {
    const bool begins = i > 0 && source_.times[i] - source_.times[i - 1] > absl::Milliseconds(150);
    if (begins) ticks.push_back(0);
    ++ticks.back();
  }
  ticks.erase(ticks.begin());  // Its first polls came before we looked,
  ticks.pop_back();            // and the last polls of this one are still to come.
  EXPECT_THAT(ticks, Each(1000 / 20));
  EXPECT_THAT(ticks, SizeIs(Ge(300 / 12 - 2)));
}

TEST_F(JobHubBudgetTest, HubsOfOneAccountShareItsBudgetEvenly) {
  FakeJobSource other_source(&timers_);
  JobHub other(&other_source, &timers_, JobHubOptions(), &reads_);
  for (const std::string& id : AddRequests(300, 1)) Watch(&hub_, id);
  other_source.jobs = source_.jobs;
  for (const auto& [id, jobs] : source_.jobs) Watch(&other, id);
  timers_.Advance(absl::Seconds(20));
  EXPECT_THAT(source_.times, SizeIs(Ge(95)));
  EXPECT_THAT(other_source.times, SizeIs(Ge(95)));
  std::vector<absl::Time> all = source_.times;
  all.insert(all.end(), other_source.times.begin(), other_source.times.end());
  ExpectWithinBudget(all);
}

TEST_F(JobHubBudgetTest, NobodyWaitsForAPlaceThatIsNotNeededAnyMore) {
  const std::string id = AddRequests(1, 1)[0];
  for (int i = 0; i < 20; ++i) reads_.Reserve(timers_.Now());  // Nothing free for a second and a half.
  Watch(&hub_, id);
  timers_.Advance(absl::Seconds(1));
  hub_.Unwatch(last_);
  timers_.Advance(absl::Minutes(1));
  EXPECT_THAT(source_.queries, IsEmpty());
  EXPECT_EQ(timers_.pending(), 0);
  for (int i = 0; i < 30; ++i) reads_.Reserve(timers_.Now());
  const absl::Time free = timers_.Now() + absl::Milliseconds(2600);
  Watch(&hub_, id);
  timers_.Advance(absl::Seconds(3));
  ASSERT_THAT(source_.times, SizeIs(Ge(1)));
  EXPECT_THAT(source_.times[0], Ge(free)) << "nor is it kept for later";
}

TEST_F(JobHubBudgetTest, WhenAPageFailsTheOthersOfItsLookAreSpared) {
  for (const std::string& id : AddRequests(19, 51)) Watch(&hub_, id);
  timers_.Advance(absl::Minutes(1));
  source_.failure = absl::UnavailableError("down");
  Forget();
  timers_.Advance(absl::Seconds(12));
  EXPECT_THAT(source_.queries, SizeIs(Ge(1)));
  for (const JobSource::Query& query : source_.queries)
    EXPECT_THAT(query.offset, Le(100 * (kBurst - 1)))
        << "of ten pages only those that left before the answer";
  source_.failure = absl::OkStatus();
  timers_.Advance(absl::Seconds(20));
  for (auto& [id, jobs] : source_.jobs) jobs[0].set_state(v1::JOB_STATE_FAILED);
  timers_.Advance(absl::Seconds(15));
  for (const auto& watcher : watchers_) EXPECT_EQ(watcher->progress.failed(), 1);
}

TEST_F(JobHubBudgetTest, HeartbeatsAndChangesDoNotWaitForTheBudget) {
  const std::string id = AddRequests(1, 1)[0];
  const auto watcher = Watch(&hub_, id);
  timers_.Advance(absl::Seconds(2));
  for (int i = 0; i < 1200; ++i) reads_.Reserve(timers_.Now());  // Two minutes taken by others.
  timers_.Advance(absl::Minutes(1));
  EXPECT_THAT(watcher->heartbeats, Ge(2));
  const auto late = Watch(&hub_, id);
  EXPECT_EQ(late->snapshots, 1);
}

}  // namespace
}  // namespace cloudphone
