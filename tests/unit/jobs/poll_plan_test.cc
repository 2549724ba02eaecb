#include "service/gateway/jobs/poll_plan.h"

#include <numeric>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/jobs/fake_job_source.h"

namespace cloudphone {
namespace {

using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;

std::vector<RequestPtr> Requests(const std::vector<size_t>& sizes) {
  std::vector<RequestPtr> requests;
  for (const size_t size : sizes) {
    requests.push_back(std::make_shared<WatchedRequest>(absl::StrCat("r", requests.size()), requests.size()));
    for (size_t i = 0; i < size; ++i) requests.back()->Take(MakeJob(absl::StrCat(requests.size(), "-", i)));
  }
  return requests;
}

size_t Jobs(const std::vector<RequestPtr>& requests) {
  size_t jobs = 0;
  for (const RequestPtr& request : requests) jobs += request->jobs().size();
  return jobs;
}

// Plans, and checks what holds for every plan: each request is in one look, and each look fits its pages.
size_t Polls(const std::vector<RequestPtr>& requests) {
  std::set<RequestPtr> left(requests.begin(), requests.end());
  size_t polls = 0;
  for (const PlannedLook& look : PlanLooks(requests)) {
    polls += look.pages;
    EXPECT_THAT(look.requests, SizeIs(Le(kMaxRequestsInPoll)));
    EXPECT_THAT(Jobs(look.requests), Le(look.pages * kMaxRowsInPoll));
    for (const RequestPtr& request : look.requests) EXPECT_EQ(left.erase(request), 1);
  }
  EXPECT_THAT(left, IsEmpty());
  return polls;
}

size_t Fewest(const std::vector<RequestPtr>& requests) {
  return FewestPolls(requests.size(), Jobs(requests));
}

TEST(PollPlanTest, AsksNothingOfNobody) { EXPECT_THAT(PlanLooks({}), IsEmpty()); }

TEST(PollPlanTest, SizesThatAddUpTakeTheFewestPolls) {
  for (const size_t size :
       {1, 2, 3, 4, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 75, 80, 100, 150, 250}) {
    const std::vector<RequestPtr> requests = Requests(std::vector<size_t>(1000, size));
    EXPECT_EQ(Polls(requests), Fewest(requests)) << size << " jobs each";
  }
}

TEST(PollPlanTest, MixedSizesTakeTheFewestPollsOrOneMore) {
  const std::vector<std::pair<size_t, size_t>> ranges = {{1, 5},  {1, 9},   {1, 10},  {3, 7},  {1, 20},
                                                         {5, 15}, {10, 90}, {40, 60}, {1, 100}};
  for (const auto& [least, most] : ranges) {
    std::mt19937 random(1);
    std::vector<size_t> sizes(1000);
    for (size_t& size : sizes) size = least + random() % (most - least + 1);
    const std::vector<RequestPtr> requests = Requests(sizes);
    EXPECT_THAT(Polls(requests), Le(Fewest(requests) + 1)) << least << " to " << most << " jobs";
  }
  std::vector<size_t> halves(500, 9);  // Packed as they come, each half would fill pages of its own kind.
  halves.insert(halves.end(), 500, 1);
  EXPECT_EQ(Polls(Requests(halves)), 50);
}

TEST(PollPlanTest, SizesThatDoNotAddUpTakeANineteenthMoreAtMost) {
  for (const size_t size : {6, 7, 8, 9, 11, 12, 13, 14, 17, 19, 33, 34, 49, 51, 99, 101, 199}) {
    const std::vector<RequestPtr> requests = Requests(std::vector<size_t>(1000, size));
    EXPECT_THAT(Polls(requests), Le(Fewest(requests) * 20 / 19)) << size << " jobs each";
  }
}

TEST(PollPlanTest, PagesThroughSeveralRequestsWhereOnePageEachWouldBeHalfEmpty) {
  const std::vector<PlannedLook> plan = PlanLooks(Requests(std::vector<size_t>(5, 60)));
  ASSERT_THAT(plan, SizeIs(1));
  EXPECT_EQ(plan[0].pages, 3);
  EXPECT_THAT(plan[0].requests, SizeIs(5));
}

TEST(PollPlanTest, LooksFirstAtWhatIsDueTheLongest) {
  const std::vector<RequestPtr> requests = Requests({10, 90, 80, 20, 100});
  const std::vector<PlannedLook> plan = PlanLooks(requests);
  ASSERT_THAT(plan, SizeIs(3));
  EXPECT_EQ(plan[0].requests, (std::vector<RequestPtr>{requests[1], requests[0]}));
  EXPECT_EQ(plan[1].requests, (std::vector<RequestPtr>{requests[2], requests[3]}));
  EXPECT_EQ(plan[2].requests, (std::vector<RequestPtr>{requests[4]}));
}

}  // namespace
}  // namespace cloudphone
