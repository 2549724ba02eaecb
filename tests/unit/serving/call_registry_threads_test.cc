#include <atomic>
#include <chrono>  // NOLINT(build/c++11)
#include <memory>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "adapters/runtime/mutex.h"
#include "gtest/gtest.h"
#include "service/serving/call_registry.h"

namespace cloudphone {
namespace {

constexpr int kThreads = 3;
constexpr int kCallsPerThread = 3000;

// A call that lives until it is told to go, or goes by itself before that.
struct Call {
  std::atomic<int> told{0};
  CallRegistry::Registration registration;
};

// Calls come and go; those that stay are left in `staying`.
void ComeAndGo(CallRegistry* calls, std::vector<std::shared_ptr<Call>>* staying) {
  for (int i = 0; i < kCallsPerThread; ++i) {
    auto call = std::make_shared<Call>();
    const auto tell = [weak = std::weak_ptr<Call>(call)] {
      if (const auto told = weak.lock()) ++told->told;
    };
    call->registration = i % 2 == 0 ? calls->AddUnary(tell) : calls->AddStream(tell, tell);
    if (i % 10 == 0 && call->registration) staying->push_back(std::move(call));
  }
}

TEST(CallRegistryThreadsTest, ADrainReachesEveryCallThatStays) {
  CallRegistry calls;
  std::vector<std::vector<std::shared_ptr<Call>>> staying(kThreads);
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) threads.emplace_back([&, i] { ComeAndGo(&calls, &staying[i]); });
  std::thread drain([&calls] {
    calls.EndStreams();
    calls.CancelAll();
  });
  drain.join();
  for (std::thread& thread : threads) thread.join();
  size_t left = 0;
  for (const auto& some : staying) {
    for (const std::shared_ptr<Call>& call : some) {
      EXPECT_GE(call->told.load(), 1) << "what was taken before the drain is told of it";
      ++left;
    }
  }
  EXPECT_EQ(calls.size(), left);
  std::thread leave([&staying] { staying.clear(); });
  EXPECT_TRUE(calls.WaitUntilEmpty(absl::Seconds(30)));
  leave.join();
  EXPECT_FALSE(calls.AddUnary([] {}));
}

}  // namespace
}  // namespace cloudphone
