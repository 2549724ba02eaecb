#include "adapters/runtime/rate_queue.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::Duration kSecond = absl::Seconds(1);

// Three turns in ten seconds, of which one is the margin.
RateQueue::Options ThreeInTenSeconds() {
  RateQueue::Options options;
  options.turns = 3;
  options.window = 9 * kSecond;
  options.margin = kSecond;
  return options;
}

class RateQueueTest : public ::testing::Test {
 protected:
  // Asks for a turn that writes `name` and its second into `turns_`.
  RateQueue::Place Ask(const std::string& name, absl::Duration within = absl::Hours(1)) {
    return queue_.Ask(timers_.Now() + within, [this, name] {
      turns_.push_back(name + "@" + std::to_string((timers_.Now() - start_) / kSecond));
    });
  }

  FakeTimers timers_;
  const absl::Time start_ = timers_.Now();
  RateQueue queue_{&timers_, ThreeInTenSeconds()};
  std::vector<std::string> turns_;
};

TEST_F(RateQueueTest, TurnsThatAreFreeComeAtOnceButNeverInsideAsk) {
  EXPECT_EQ(Ask("a").time, start_);
  EXPECT_THAT(turns_, IsEmpty());
  timers_.Advance(absl::ZeroDuration());
  EXPECT_THAT(turns_, ElementsAre("a@0"));
}

TEST_F(RateQueueTest, TurnsComeInOrderAndNoMoreThanAWindowHolds) {
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g"}) Ask(name);
  timers_.Advance(absl::Hours(1));
  EXPECT_THAT(turns_, ElementsAre("a@0", "b@0", "c@0", "d@10", "e@10", "f@10", "g@20"));
}

TEST_F(RateQueueTest, TheWindowSlides) {
  Ask("a");
  timers_.Advance(4 * kSecond);
  Ask("b");
  timers_.Advance(4 * kSecond);
  for (const char* name : {"c", "d", "e", "f"}) Ask(name);
  timers_.Advance(absl::Hours(1));
  EXPECT_THAT(turns_, ElementsAre("a@0", "b@4", "c@8", "d@10", "e@14", "f@18"));
}

TEST_F(RateQueueTest, ARestEarnsNoMoreThanAWindowHolds) {
  timers_.Advance(absl::Hours(1));
  for (const char* name : {"a", "b", "c", "d"}) Ask(name);
  timers_.Advance(9 * kSecond);
  EXPECT_THAT(turns_, ElementsAre("a@3600", "b@3600", "c@3600"));
}

TEST_F(RateQueueTest, ATurnThatWouldComeTooLateIsRefusedAtOnceAndTakesNoPlace) {
  for (const char* name : {"a", "b", "c"}) Ask(name);
  const RateQueue::Place late = Ask("late", 9.9 * kSecond);
  EXPECT_EQ(late.id, 0u);
  EXPECT_EQ(late.time, start_ + 10 * kSecond) << "when it would have come";
  EXPECT_EQ(Ask("d", 10 * kSecond).time, start_ + 10 * kSecond);
  timers_.Advance(absl::Hours(1));
  EXPECT_THAT(turns_, ElementsAre("a@0", "b@0", "c@0", "d@10"));
}

TEST_F(RateQueueTest, AGivenUpTurnMovesUpThoseBehindIt) {
  std::vector<RateQueue::Place> places;
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g"}) places.push_back(Ask(name));
  EXPECT_EQ(places.back().time, start_ + 20 * kSecond);
  timers_.Advance(absl::ZeroDuration());
  EXPECT_TRUE(queue_.Cancel(places[4].id));
  EXPECT_FALSE(queue_.Cancel(places[4].id)) << "it is given up already";
  EXPECT_FALSE(queue_.Cancel(places[0].id)) << "it came already";
  EXPECT_FALSE(queue_.Cancel(0));
  timers_.Advance(10 * kSecond);
  EXPECT_THAT(turns_, ElementsAre("a@0", "b@0", "c@0", "d@10", "f@10", "g@10"));
}

TEST_F(RateQueueTest, TheFirstOfTheLineCanGiveUp) {
  for (const char* name : {"a", "b", "c"}) Ask(name);
  const RateQueue::Place first = Ask("first");
  Ask("second");
  EXPECT_TRUE(queue_.Cancel(first.id));
  timers_.Advance(absl::Hours(1));
  EXPECT_THAT(turns_, ElementsAre("a@0", "b@0", "c@0", "second@10"));
  EXPECT_EQ(timers_.pending(), 0u);
}

TEST_F(RateQueueTest, AnEmptyLineWaitsForNothing) {
  for (const char* name : {"a", "b", "c"}) Ask(name);
  queue_.Cancel(Ask("d").id);
  timers_.Advance(absl::ZeroDuration());
  EXPECT_EQ(timers_.pending(), 0u);
}

TEST_F(RateQueueTest, ATurnMayAskForTheNext) {
  int turns = 0;
  std::vector<absl::Time> times;
  absl::AnyInvocable<void()> ask = [&] {
    queue_.Ask(absl::InfiniteFuture(), [&] {
      times.push_back(timers_.Now());
      if (++turns < 5) ask();
    });
  };
  ask();
  timers_.Advance(absl::Hours(1));
  EXPECT_THAT(times, ElementsAre(start_, start_, start_, start_ + 10 * kSecond, start_ + 10 * kSecond));
}

TEST_F(RateQueueTest, TooManyWhoWaitAreRefused) {
  RateQueue::Options options = ThreeInTenSeconds();
  options.max_waiting = 2;
  RateQueue queue(&timers_, options);
  EXPECT_NE(queue.Ask(absl::InfiniteFuture(), [] {}).id, 0u);
  EXPECT_NE(queue.Ask(absl::InfiniteFuture(), [] {}).id, 0u);
  EXPECT_EQ(queue.Ask(absl::InfiniteFuture(), [] {}).id, 0u);
  timers_.Advance(absl::ZeroDuration());
  EXPECT_NE(queue.Ask(absl::InfiniteFuture(), [] {}).id, 0u) << "two have gone";
}

TEST_F(RateQueueTest, TurnsEndWithTheQueue) {
  auto held = std::make_shared<int>(0);
  {
    RateQueue queue(&timers_, ThreeInTenSeconds());
    queue.Ask(absl::InfiniteFuture(), [held] { ++*held; });
  }
  EXPECT_EQ(held.use_count(), 1) << "what the turn holds has gone with it";
  timers_.Advance(absl::Hours(1));
  EXPECT_EQ(*held, 0);
}

// A clock that tests can set back.
class SettableClock final : public Timers {
 public:
  explicit SettableClock(FakeTimers* timers) : timers_(timers) {}
  absl::Time Now() const override { return timers_->Now() + difference; }
  Id RunAt(absl::Time time, absl::AnyInvocable<void() &&> callback) override {
    return timers_->RunAt(time - difference, std::move(callback));
  }
  bool Cancel(Id id) override { return timers_->Cancel(id); }

  absl::Duration difference;

 private:
  FakeTimers* const timers_;
};

TEST_F(RateQueueTest, AClockThatIsSetBackHoldsNobodyBackForLong) {
  SettableClock clock(&timers_);
  RateQueue queue(&clock, ThreeInTenSeconds());
  for (int i = 0; i < 3; ++i) queue.Ask(absl::InfiniteFuture(), [] {});
  timers_.Advance(absl::ZeroDuration());
  clock.difference = -absl::Hours(1);
  bool came = false;
  EXPECT_NE(queue.Ask(clock.Now() + 10 * kSecond, [&] { came = true; }).id, 0u);
  timers_.Advance(10 * kSecond);
  EXPECT_TRUE(came);
}

}  // namespace
}  // namespace cloudphone
