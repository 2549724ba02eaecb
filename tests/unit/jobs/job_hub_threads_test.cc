// The hub with the threads that it has in the gateway: watchers come and go on any thread, looks end on
// another, and the hub works on its own.

#include <chrono>  // NOLINT(build/c++11)
#include <map>
#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timer_thread.h"
#include "gtest/gtest.h"
#include "service/gateway/jobs/job_hub.h"
#include "tests/unit/jobs/fake_job_source.h"

namespace cloudphone {
namespace {

constexpr int kThreads = 4;
constexpr int kRounds = 20;
constexpr int kWatchesInRound = 30;
constexpr int kRequestsInRound = 7;
constexpr std::chrono::seconds kPatience{30};

// Answers on a thread of its own. The two jobs of each request are done at the third look.
class ThreadedJobSource final : public JobSource {
 public:
  void List(Query query, absl::Time, Done done) override {
    Rows rows;
    for (const std::string& id : query.request_ids) {
      const v1::JobState state = ++looks_[id] < 3 ? v1::JOB_STATE_RUNNING : v1::JOB_STATE_SUCCEEDED;
      for (const char* name : {"a", "b"}) rows.push_back(MakeJob(absl::StrCat(id, name), state));
    }
    answers_.RunAt(answers_.Now(), [rows = std::move(rows), done = std::move(done)]() mutable {
      std::move(done)(std::move(rows));
    });
  }

 private:
  std::map<std::string, int> looks_;  // The hub asks in its turns: from one thread.
  TimerThread answers_;
};

// Checks that it is told in order. What it is told comes on the hub's thread, what it saw is asked for on
// others.
class OrderedWatcher final : public JobWatcher {
 public:
  void OnSnapshot(const SharedUpdate& update) override {
    MutexLock lock(&mutex_);
    EXPECT_FALSE(told_ || ended_);
    EXPECT_EQ(update->jobs().size(), 2u);
    told_ = true;
  }
  void OnChange(const SharedUpdate& update) override {
    MutexLock lock(&mutex_);
    EXPECT_TRUE(told_ && !ended_);
    EXPECT_FALSE(update->jobs().empty());
  }
  void OnHeartbeat(const v1::JobProgress* progress) override {
    MutexLock lock(&mutex_);
    EXPECT_EQ(progress != nullptr, told_);
    EXPECT_FALSE(ended_);
  }
  void OnEnd(absl::Status status) override {
    MutexLock lock(&mutex_);
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_TRUE(told_ && !ended_);
    ended_ = true;
    changed_.NotifyAll();
  }
  bool WaitForEnd() {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    MutexLock lock(&mutex_);
    while (!ended_) {
      if (!changed_.WaitUntil(&mutex_, deadline)) return ended_;
    }
    return true;
  }

 private:
  Mutex mutex_;
  Condition changed_;
  bool told_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

JobHubOptions Hasty() {
  JobHubOptions options;
  options.first_interval = absl::Microseconds(500);
  options.max_interval = absl::Milliseconds(1);
  options.heartbeat = absl::Microseconds(300);
  return options;
}

// Watches round by round what the other threads watch as well. Of three watches one stays to its end, one is
// unwatched at once, one has a watcher that goes without a word.
void WatchAndLeave(JobHub* hub, int thread) {
  for (int round = 0; round < kRounds; ++round) {
    std::vector<std::shared_ptr<OrderedWatcher>> staying;
    for (int i = 0; i < kWatchesInRound; ++i) {
      auto watcher = std::make_shared<OrderedWatcher>();
      const std::string request_id = absl::StrCat("r", round, ".", (thread + i) % kRequestsInRound);
      const WatchId id = hub->Watch({request_id}, watcher);
      if (i % 3 == 0) staying.push_back(std::move(watcher));
      if (i % 3 == 1) hub->Unwatch(id);
    }
    for (const auto& watcher : staying) EXPECT_TRUE(watcher->WaitForEnd());
  }
}

TEST(JobHubThreadsTest, EveryWatchThatStaysIsToldInOrderToItsEnd) {
  TimerThread timers;
  ThreadedJobSource source;
  JobHub hub(&source, &timers, Hasty());
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) threads.emplace_back([&hub, i] { WatchAndLeave(&hub, i); });
  for (std::thread& thread : threads) thread.join();
}

TEST(JobHubThreadsTest, TheHubMayGoWhileLooksAreOnTheirWay) {
  TimerThread timers;
  ThreadedJobSource source;
  for (int round = 0; round < 50; ++round) {
    std::vector<std::shared_ptr<OrderedWatcher>> watchers;
    JobHub hub(&source, &timers, Hasty());
    for (int i = 0; i < 20; ++i) {
      watchers.push_back(std::make_shared<OrderedWatcher>());
      hub.Watch({absl::StrCat("r", round, ".", i)}, watchers.back());
    }
    if (round % 2 == 0) {
      EXPECT_TRUE(watchers.front()->WaitForEnd());
    }
  }
}

}  // namespace
}  // namespace cloudphone
