#include <algorithm>
#include <atomic>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "adapters/runtime/fake_timers.h"
#include "adapters/runtime/rate_queue.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

constexpr int kThreads = 4;
constexpr int kEach = 200;

// What became of every turn that was asked for.
struct Ends {
  std::atomic<int> given{0};
  std::atomic<int> given_up{0};
  std::atomic<int> refused{0};

  int all() const { return given + given_up + refused; }
};

// Asks again and again, gives up each third turn, and wants each fourth one soon.
void AskOften(RateQueue* queue, FakeTimers* timers, Ends* ends) {
  for (int i = 0; i < kEach; ++i) {
    const absl::Time deadline = i % 4 == 0 ? timers->Now() + absl::Seconds(1) : absl::InfiniteFuture();
    const RateQueue::Place place = queue->Ask(deadline, [ends] { ++ends->given; });
    if (place.id == 0) {
      ++ends->refused;
    } else if (i % 3 == 0 && queue->Cancel(place.id)) {
      ++ends->given_up;
    }
  }
}

TEST(RateQueueThreadsTest, EachTurnEndsOnceAndNoWindowHoldsTooMany) {
  RateQueue::Options options;
  options.turns = 5;
  options.window = absl::Milliseconds(9);
  options.margin = absl::Milliseconds(1);
  FakeTimers timers;
  Ends ends;
  RateQueue queue(&timers, options);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(AskOften, &queue, &timers, &ends);
  std::vector<int> given;  // After each millisecond.
  while (ends.all() < kThreads * kEach) {
    timers.Advance(absl::Milliseconds(1));
    given.push_back(ends.given);
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ends.all(), kThreads * kEach);
  EXPECT_GT(ends.given, 0);
  for (size_t i = 9; i < given.size(); ++i) ASSERT_LE(given[i] - given[i - 9], 5) << i;
}

}  // namespace
}  // namespace cloudphone
