// Resources that are followed by their ids: by Get where they are few, else by the list.

#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "tests/unit/resources/resource_hub_fixture.h"

namespace cloudphone {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class FollowTest : public ResourceHubFixture {
 protected:
  std::vector<std::string> Ten() {
    std::vector<std::string> ids;
    for (int i = 0; i < 10; ++i) {
      ids.push_back(absl::StrCat(i));
      source_.Add(MakePhone(ids.back()));
    }
    return ids;
  }
};

TEST_F(FollowTest, FewAreGotOneByOneAtOnce) {
  source_.resources = {MakePhone("a"), MakePhone("b")};
  const auto follower = Follow({"a", "b", "gone"});
  EXPECT_EQ(source_.pages(), 0);
  EXPECT_EQ(source_.gets(), 3);
  EXPECT_THAT(follower->From(0), UnorderedElementsAre("a", "b", "xgone"));
}

TEST_F(FollowTest, EachLookTellsEvenIfNothingChanged) {
  source_.resources = {MakePhone("a")};
  const auto follower = Follow({"a"});
  Advance(absl::Minutes(1));
  EXPECT_THAT(follower->news.size(), Ge(25));
  EXPECT_THAT(follower->news.size(), Le(31)) << "never faster than every 2 seconds";
  EXPECT_EQ(source_.reads.size(), follower->news.size());
}

TEST_F(FollowTest, FollowersOfOnePhoneShareItsGets) {
  source_.resources = {MakePhone("a")};
  std::vector<std::shared_ptr<NewsRecorder>> followers;
  for (int i = 0; i < 100; ++i) followers.push_back(Follow({"a"}));
  EXPECT_THAT(source_.reads, SizeIs(1));
  EXPECT_THAT(followers[1]->news, IsEmpty()) << "that look had begun before it came";
  NextLook();
  EXPECT_THAT(source_.reads, SizeIs(2));
  for (const auto& follower : followers) EXPECT_THAT(follower->From(0), Contains("a"));
}

TEST_F(FollowTest, ALookThatWasOnItsWayIsTooOld) {
  source_.resources = {MakePhone("a")};
  source_.hold = true;
  const auto early = Follow({"a"});
  const auto late = Follow({"a"});
  EXPECT_THAT(source_.held, SizeIs(1));
  source_.hold = false;
  source_.AnswerHeld();
  Advance(absl::ZeroDuration());
  EXPECT_THAT(early->news, SizeIs(1));
  EXPECT_THAT(late->news, IsEmpty());
  NextLook();
  EXPECT_THAT(late->news, SizeIs(1));
}

TEST_F(FollowTest, ManyAreSeenInTheListOfAll) {
  source_.page_size = 100;
  const auto ids = Ten();
  const auto watcher = Watch();
  EXPECT_THAT(source_.reads, SizeIs(1));
  const auto follower = Follow(ids);
  EXPECT_THAT(follower->news, IsEmpty()) << "only looks that begin now count";
  NextLook();
  EXPECT_EQ(source_.gets(), 0);
  EXPECT_EQ(source_.pages(), 2) << "shared with the watcher of all";
  EXPECT_THAT(follower->From(0), SizeIs(10));
}

TEST_F(FollowTest, AListThatWasBeingReadIsTooOld) {
  source_.page_size = 100;
  const auto ids = Ten();
  source_.hold = true;
  const auto watcher = Watch();
  const auto follower = Follow(ids);
  source_.hold = false;
  source_.AnswerHeld();
  Advance(absl::ZeroDuration());
  EXPECT_THAT(watcher->news, SizeIs(1));
  EXPECT_THAT(follower->news, IsEmpty());
  NextLook();
  EXPECT_THAT(follower->From(0), SizeIs(10));
}

TEST_F(FollowTest, WhomTheListMissesGetFinds) {
  const auto ids = Ten();
  // Between two pages a phone is deleted that nobody follows, and a row moves past the look.
  source_.Add(MakePhone("other"));
  source_.after_page = [&] {
    source_.after_page = nullptr;
    source_.Delete("other");
  };
  const auto follower = Follow(ids);
  EXPECT_EQ(source_.gets(), 1);
  EXPECT_THAT(follower->From(0), SizeIs(10)) << "nine by the list, one by Get";
  const std::string moved = source_.reads.back().id;
  Advance(absl::Minutes(1));
  const auto gets = std::count_if(source_.reads.begin(), source_.reads.end(),
                                  [&](const auto& read) { return read.id == moved; });
  EXPECT_EQ(gets, 1) << "once is enough";
  source_.Delete("7");
  Advance(absl::Minutes(1));
  EXPECT_THAT(follower->From(0), Contains("x7"));
}

TEST_F(FollowTest, WhatCannotBeReadIsSaid) {
  source_.resources = {MakePhone("a"), MakePhone("b")};
  source_.get_failures["b"] = absl::UnavailableError("down");
  const auto few = Follow({"a", "b"});
  EXPECT_THAT(few->From(0), UnorderedElementsAre("a", "?b"));
  source_.list_failure = absl::UnavailableError("down");
  const auto many = Follow({"0", "1", "2", "3", "4", "5", "6", "7", "8"});
  EXPECT_THAT(many->From(0), SizeIs(9));
  EXPECT_EQ(many->ends, 0);
}

TEST_F(FollowTest, AnErrorThatCannotHealEndsIt) {
  source_.get_failures["a"] = absl::FailedPreconditionError("login refused");
  const auto follower = Follow({"a", "b"});
  EXPECT_EQ(follower->ends, 1);
  EXPECT_TRUE(absl::IsFailedPrecondition(follower->end));
  Advance(absl::Minutes(1));
  EXPECT_EQ(timers_.pending(), 0);
}

TEST_F(FollowTest, EndsWhenItsTimeIsOver) {
  source_.resources = {MakePhone("a")};
  const auto follower = Follow({"a"}, absl::Seconds(30));
  Advance(absl::Seconds(29.9));
  EXPECT_EQ(follower->ends, 0);
  Advance(absl::Seconds(0.1));
  EXPECT_EQ(follower->ends, 1);
  EXPECT_TRUE(follower->end.ok());
  EXPECT_EQ(follower->heartbeats, 0);
  EXPECT_EQ(timers_.pending(), 0);
}

TEST_F(FollowTest, ReadsAreSpentFromTheBudgetOfTheAccount) {
  RateBudget reads({1, 1});  // One each second.
  Start({}, &reads);
  source_.resources = {MakePhone("a"), MakePhone("b"), MakePhone("c")};
  const auto watcher = Watch();
  const auto follower = Follow({"a", "b", "c"});
  Advance(absl::Minutes(1));
  for (size_t i = 1; i < source_.reads.size(); ++i)
    EXPECT_THAT(source_.reads[i].time - source_.reads[i - 1].time, Ge(absl::Seconds(1)));
  EXPECT_EQ(source_.reads.size(), 61);
  std::map<std::string, int> looks;
  for (const auto& read : source_.reads) ++looks[read.id];
  for (const char* id : {"a", "b", "c"}) EXPECT_THAT(looks[id], Ge(10)) << "everybody has a turn";
  EXPECT_THAT(looks[""], Ge(15)) << "pages too";
}

TEST_F(FollowTest, BoundsTheReadsInFlight) {
  ResourceHubOptions options;
  options.max_reads_in_flight = 3;
  Start(options);
  source_.hold = true;
  const auto follower = Follow({"a", "b", "c", "d", "e"});
  EXPECT_THAT(source_.held, SizeIs(3));
  source_.AnswerHeld();
  Advance(absl::ZeroDuration());
  EXPECT_THAT(source_.held, SizeIs(2));
}

}  // namespace
}  // namespace cloudphone
