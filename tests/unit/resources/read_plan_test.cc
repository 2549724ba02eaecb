#include "service/gateway/resources/read_plan.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

constexpr absl::Time kNow = absl::UnixEpoch();

TEST(ReadPlanTest, TakesWhatIsDueInOrder) {
  ReadPlan plan(8, nullptr);
  plan.Schedule(1, kNow + absl::Seconds(2));
  plan.Schedule(2, kNow + absl::Seconds(1));
  plan.Schedule(3, kNow + absl::Seconds(1));
  EXPECT_EQ(plan.TakeNext(kNow), 0);
  EXPECT_EQ(plan.NextTime(), kNow + absl::Seconds(1));
  const absl::Time later = kNow + absl::Seconds(5);
  EXPECT_EQ(plan.TakeNext(later), 2);
  EXPECT_EQ(plan.TakeNext(later), 3) << "who came first goes first";
  EXPECT_EQ(plan.TakeNext(later), 1);
  EXPECT_EQ(plan.TakeNext(later), 0);
  EXPECT_EQ(plan.NextTime(), absl::InfiniteFuture());
}

TEST(ReadPlanTest, APollerHasOneTimeOnly) {
  ReadPlan plan(8, nullptr);
  plan.Schedule(1, kNow);
  plan.Schedule(1, kNow + absl::Seconds(1));
  EXPECT_EQ(plan.TakeNext(kNow), 0);
  plan.Forget(1);
  plan.Forget(7);
  EXPECT_EQ(plan.TakeNext(kNow + absl::Seconds(1)), 0);
}

TEST(ReadPlanTest, BoundsTheReadsInFlight) {
  ReadPlan plan(2, nullptr);
  for (uint64_t poller = 1; poller <= 3; ++poller) plan.Schedule(poller, kNow);
  EXPECT_EQ(plan.TakeNext(kNow), 1);
  EXPECT_EQ(plan.TakeNext(kNow), 2);
  EXPECT_EQ(plan.TakeNext(kNow), 0);
  EXPECT_EQ(plan.NextTime(), absl::InfiniteFuture()) << "an answer brings a turn of its own";
  plan.OnAnswer();
  EXPECT_EQ(plan.TakeNext(kNow), 3);
}

TEST(ReadPlanTest, EveryReadTakesOnePlaceInTheLine) {
  RateBudget reads({1, 1});  // One each second.
  ReadPlan plan(8, &reads);
  EXPECT_EQ(plan.TakeNext(kNow), 0) << "no place is taken for nothing";
  plan.Schedule(1, kNow);
  EXPECT_EQ(plan.TakeNext(kNow), 1);
  plan.Schedule(2, kNow);
  plan.Schedule(3, kNow);
  EXPECT_EQ(plan.TakeNext(kNow), 0);
  EXPECT_EQ(plan.NextTime(), kNow + absl::Seconds(1));
  EXPECT_EQ(plan.TakeNext(kNow + absl::Seconds(0.9)), 0) << "and no second one while one waits";
  EXPECT_EQ(plan.TakeNext(kNow + absl::Seconds(1)), 2);
  EXPECT_EQ(plan.TakeNext(kNow + absl::Seconds(1)), 0);
  plan.Forget(3);
  plan.Schedule(4, kNow);
  EXPECT_EQ(plan.TakeNext(kNow + absl::Seconds(2)), 4) << "whoever is first then has the place";
  EXPECT_EQ(reads.Reserve(kNow + absl::Seconds(2)), kNow + absl::Seconds(3)) << "none was wasted";
}

}  // namespace
}  // namespace cloudphone
