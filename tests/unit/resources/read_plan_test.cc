#include "service/gateway/resources/read_plan.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;

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
  std::vector<absl::Time> asked;
  absl::Time place = kNow;
  ReadPlan plan(8, [&](absl::Time now) {
    asked.push_back(now);
    return place;
  });
  EXPECT_EQ(plan.TakeNext(kNow), 0);
  EXPECT_THAT(asked, ElementsAre()) << "no place is taken for nothing";
  plan.Schedule(1, kNow);
  EXPECT_EQ(plan.TakeNext(kNow), 1);
  place = kNow + absl::Seconds(3);
  plan.Schedule(2, kNow);
  EXPECT_EQ(plan.TakeNext(kNow), 0);
  EXPECT_EQ(plan.NextTime(), kNow + absl::Seconds(3));
  EXPECT_EQ(plan.TakeNext(kNow + absl::Seconds(1)), 0) << "and no second one while one waits";
  EXPECT_THAT(asked, ElementsAre(kNow, kNow));
  plan.Forget(2);
  plan.Schedule(3, kNow);
  EXPECT_EQ(plan.TakeNext(kNow + absl::Seconds(3)), 3) << "whoever is first then has the place";
  EXPECT_THAT(asked, ElementsAre(kNow, kNow));
}

}  // namespace
}  // namespace cloudphone
