#include "adapters/runtime/timers.h"

#include <memory>
#include <vector>

#include "absl/synchronization/notification.h"
#include "adapters/runtime/fake_timers.h"
#include "adapters/runtime/timer_thread.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FakeTimersTest, RunsWhatFallsDueInOrderOfTimeThenOfCall) {
  FakeTimers timers;
  std::vector<int> ran;
  timers.RunAfter(absl::Seconds(2), [&] { ran.push_back(3); });
  timers.RunAfter(absl::Seconds(1), [&] { ran.push_back(1); });
  timers.RunAfter(absl::Seconds(1), [&] { ran.push_back(2); });
  timers.Advance(absl::Milliseconds(999));
  EXPECT_THAT(ran, IsEmpty());
  timers.Advance(absl::Seconds(2));
  EXPECT_THAT(ran, ElementsAre(1, 2, 3));
  EXPECT_EQ(timers.pending(), 0u);
}

TEST(FakeTimersTest, RunsACallbackThatACallbackAddsAtItsOwnTime) {
  FakeTimers timers;
  const absl::Time start = timers.Now();
  absl::Time second;
  timers.RunAfter(absl::Seconds(1), [&] { timers.RunAfter(absl::Seconds(1), [&] { second = timers.Now(); }); });
  timers.Advance(absl::Seconds(5));
  EXPECT_EQ(second, start + absl::Seconds(2));
  EXPECT_EQ(timers.Now(), start + absl::Seconds(5));
}

TEST(FakeTimersTest, NeverRunsACancelledCallback) {
  FakeTimers timers;
  bool ran = false;
  const Timers::Id id = timers.RunAfter(absl::Seconds(1), [&] { ran = true; });
  EXPECT_TRUE(timers.Cancel(id));
  EXPECT_FALSE(timers.Cancel(id));
  timers.Advance(absl::Seconds(2));
  EXPECT_FALSE(ran);
}

TEST(TimerThreadTest, RunsInOrderOfTimeThenOfCall) {
  TimerThread timers;
  std::vector<int> ran;
  absl::Notification done;
  const absl::Time start = timers.Now();
  timers.RunAt(start + absl::Milliseconds(20), [&] {
    ran.push_back(3);
    done.Notify();
  });
  timers.RunAt(start, [&] { ran.push_back(1); });
  timers.RunAt(start, [&] { ran.push_back(2); });
  done.WaitForNotification();
  EXPECT_THAT(ran, ElementsAre(1, 2, 3));
  EXPECT_GE(timers.Now() - start, absl::Milliseconds(20));
}

TEST(TimerThreadTest, CancelsAndDropsWhatIsPending) {
  auto alive = std::make_shared<int>(0);
  {
    TimerThread timers;
    const Timers::Id id = timers.RunAfter(absl::Hours(1), [alive] {});
    timers.RunAt(absl::InfiniteFuture(), [alive] {});
    EXPECT_EQ(alive.use_count(), 3);
    EXPECT_TRUE(timers.Cancel(id));
    EXPECT_EQ(alive.use_count(), 2);
    EXPECT_FALSE(timers.Cancel(id));
    EXPECT_FALSE(timers.Cancel(0));
  }
  EXPECT_EQ(alive.use_count(), 1);
}

TEST(TimerThreadTest, ACallbackMayAddAnother) {
  TimerThread timers;
  absl::Notification done;
  timers.RunAfter(absl::ZeroDuration(), [&] { timers.RunAfter(absl::ZeroDuration(), [&] { done.Notify(); }); });
  done.WaitForNotification();
}

}  // namespace
}  // namespace cloudphone
