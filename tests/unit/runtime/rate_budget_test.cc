#include "adapters/runtime/rate_budget.h"

#include <algorithm>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "gtest/gtest.h"

namespace cloudphone {
namespace {

constexpr absl::Time kNow = absl::FromUnixSeconds(1700000000);

TEST(RateBudgetTest, GivesABurstAtOnceAndThenOneAfterTheOther) {
  RateBudget budget({10, 3});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(budget.Reserve(kNow), kNow);
  EXPECT_EQ(budget.Reserve(kNow), kNow + absl::Milliseconds(100));
  EXPECT_EQ(budget.Reserve(kNow + absl::Milliseconds(10)), kNow + absl::Milliseconds(200));
}

TEST(RateBudgetTest, ARestEarnsNoMoreThanABurst) {
  RateBudget budget({10, 3});
  for (int i = 0; i < 5; ++i) budget.Reserve(kNow);
  const absl::Time later = kNow + absl::Hours(1);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(budget.Reserve(later), later);
  EXPECT_EQ(budget.Reserve(later), later + absl::Milliseconds(100));
}

TEST(RateBudgetTest, AShortRestEarnsWhatFitsIntoIt) {
  RateBudget budget({10, 3});
  for (int i = 0; i < 3; ++i) budget.Reserve(kNow);
  const absl::Time later = kNow + absl::Milliseconds(150);
  EXPECT_EQ(budget.Reserve(later), later);
  EXPECT_EQ(budget.Reserve(later), kNow + absl::Milliseconds(200));
}

TEST(RateBudgetTest, ABurstOfOneKeepsThemApart) {
  RateBudget budget({0.5, 1});
  EXPECT_EQ(budget.Reserve(kNow), kNow);
  EXPECT_EQ(budget.Reserve(kNow), kNow + absl::Seconds(2));
  EXPECT_EQ(budget.Reserve(kNow + absl::Seconds(5)), kNow + absl::Seconds(5));
}

TEST(RateBudgetTest, ThreadsGetPlacesOfTheirOwn) {
  RateBudget budget({1000, 1});
  std::vector<std::vector<absl::Time>> places(4);
  std::vector<std::thread> threads;
  for (auto& mine : places) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) mine.push_back(budget.Reserve(kNow));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<absl::Time> all;
  for (const auto& mine : places) all.insert(all.end(), mine.begin(), mine.end());
  std::sort(all.begin(), all.end());
  for (size_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i], kNow + i * absl::Milliseconds(1));
}

}  // namespace
}  // namespace cloudphone
