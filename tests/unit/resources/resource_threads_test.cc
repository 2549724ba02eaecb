// The hub and its waits with the threads that they have in the gateway: waits begin and end on any thread,
// reads end on another, and the hub works on its own. Of servers: under ThreadSanitizer messages with map
// fields, as phones are, have another layout here than in the packaged protobuf.

#include <chrono>  // NOLINT(build/c++11)
#include <map>
#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timer_thread.h"
#include "gtest/gtest.h"
#include "service/gateway/resources/resource_wait.h"
#include "tests/unit/resources/fake_resource_source.h"

namespace cloudphone {
namespace {

constexpr int kThreads = 4;
constexpr int kRounds = 20;
constexpr int kWaitsInRound = 30;
constexpr std::chrono::seconds kPatience{30};

// Answers on a thread of its own. Each server runs from the third read on; the list shows twenty of them.
class ThreadedServerSource final : public ResourceSource {
 public:
  void ListPage(SharedFilter, std::string token, absl::Time, PageDone done) override {
    ResourcePage page;
    const int first = token.empty() ? 0 : 10;
    for (int i = first; i < first + 10; ++i) page.rows.push_back(Look(absl::StrCat(i)));
    page.next_page_token = token.empty() ? "10" : "";
    answers_.RunAt(answers_.Now(), [page = std::move(page), done = std::move(done)]() mutable {
      std::move(done)(std::move(page));
    });
  }
  void Get(std::string id, absl::Time, RowDone done) override {
    answers_.RunAt(answers_.Now(),
                   [row = Look(id), done = std::move(done)]() mutable { std::move(done)(std::move(row)); });
  }

 private:
  SharedResource Look(const std::string& id) {
    MutexLock lock(&mutex_);
    return Share(MakeServer(id, ++looks_[id] < 3 ? v1::SERVER_STATE_STARTING : v1::SERVER_STATE_RUNNING));
  }

  Mutex mutex_;
  std::map<std::string, int> looks_ ABSL_GUARDED_BY(mutex_);
  TimerThread answers_;
};

// Where a wait ends. Checks that it ends once.
class End {
 public:
  void Set(absl::StatusOr<WaitResult> result) {
    MutexLock lock(&mutex_);
    EXPECT_EQ(++ends_, 1);
    result_ = std::move(result);
    changed_.NotifyAll();
  }
  bool WaitUntilDone() {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    MutexLock lock(&mutex_);
    while (ends_ == 0) {
      if (!changed_.WaitUntil(&mutex_, deadline)) return false;
    }
    return result_.ok() && result_->done;
  }

 private:
  Mutex mutex_;
  Condition changed_;
  int ends_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::StatusOr<WaitResult> result_ ABSL_GUARDED_BY(mutex_) = absl::UnknownError("not over");
};

std::shared_ptr<ResourceWait> Begin(ResourceHub* hub, int first, int count, const std::shared_ptr<End>& end) {
  v1::WaitServersRequest request;
  for (int i = 0; i < count; ++i) request.add_server_ids(absl::StrCat((first + i) % 20));
  request.set_condition(v1::SERVER_CONDITION_SERVER_RUNNING);
  auto wait = std::make_shared<ResourceWait>(
      hub, hub, PlanWait(request).value(),
      [end](absl::StatusOr<WaitResult> result) { end->Set(std::move(result)); });
  wait->Start(absl::InfiniteFuture());
  return wait;
}

ResourceHubOptions Hasty() {
  ResourceHubOptions options;
  options.page_interval = absl::Microseconds(300);
  return options;
}

// Waits round by round for what the other threads wait for as well. Of three waits one stays to its end, one
// is ended at once, one is let go. Some are for few servers, some for many.
void WaitAndLeave(ResourceHub* hub, int thread) {
  for (int round = 0; round < kRounds; ++round) {
    std::vector<std::pair<std::shared_ptr<ResourceWait>, std::shared_ptr<End>>> staying;
    for (int i = 0; i < kWaitsInRound; ++i) {
      const auto end = std::make_shared<End>();
      auto wait = Begin(hub, thread + i, i % 4 == 0 ? 12 : 2, end);
      if (i % 3 == 0) staying.emplace_back(std::move(wait), end);
      if (i % 3 == 1) wait->End(absl::CancelledError("enough"));
    }
    for (const auto& [wait, end] : staying) EXPECT_TRUE(end->WaitUntilDone());
  }
}

TEST(ResourceThreadsTest, EveryWaitThatStaysIsDoneOnce) {
  TimerThread timers;
  ThreadedServerSource source;
  ResourceHub hub(ServerResource(), &source, &timers, Hasty());
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) threads.emplace_back([&hub, i] { WaitAndLeave(&hub, i); });
  for (std::thread& thread : threads) thread.join();
}

TEST(ResourceThreadsTest, TheHubMayGoWhileReadsAreOnTheirWay) {
  TimerThread timers;
  for (int round = 0; round < 50; ++round) {
    ThreadedServerSource source;
    std::vector<std::pair<std::shared_ptr<ResourceWait>, std::shared_ptr<End>>> waits;
    {
      ResourceHub hub(ServerResource(), &source, &timers, Hasty());
      for (int i = 0; i < 20; ++i) {
        const auto end = std::make_shared<End>();
        waits.emplace_back(Begin(&hub, i, i % 2 == 0 ? 12 : 2, end), end);
      }
      if (round % 2 == 0) {
        EXPECT_TRUE(waits.front().second->WaitUntilDone());
      }
    }
  }
}

}  // namespace
}  // namespace cloudphone
