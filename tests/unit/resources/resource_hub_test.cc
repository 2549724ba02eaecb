// What watchers are told, and how often the upstream is asked for it.

#include "service/gateway/resources/resource_hub.h"

#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "tests/unit/resources/resource_hub_fixture.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Gt;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Lt;
using ::testing::SizeIs;

class ResourceHubTest : public ResourceHubFixture {};

TEST_F(ResourceHubTest, ShowsEveryPhoneAtOnceThenEachChange) {
  source_.resources = {MakePhone("c"), MakePhone("b"), MakePhone("a")};
  const auto watcher = Watch();
  EXPECT_THAT(watcher->Snapshot(), ElementsAre("c", "b", "a")) << "the first look is made at once";
  source_.Find("b")->set_state(v1::PHONE_STATE_RESTARTING);
  Advance(absl::Seconds(5));
  EXPECT_THAT(watcher->Changes(), ElementsAre("b"));
  source_.Add(MakePhone("d"));
  Advance(absl::Seconds(5));
  EXPECT_THAT(watcher->Changes(), ElementsAre("b", "d"));
  source_.Delete("a");
  Advance(absl::Seconds(5));
  EXPECT_THAT(watcher->Changes(), ElementsAre("b", "d", "xa"));
  EXPECT_THAT(watcher->news, SizeIs(4)) << "nothing else";
  EXPECT_EQ(watcher->ends, 0);
}

TEST_F(ResourceHubTest, AnEmptySelectionHasASnapshotToo) {
  const auto watcher = Watch();
  EXPECT_THAT(watcher->news, SizeIs(1));
  EXPECT_TRUE(watcher->news[0].empty());
}

TEST_F(ResourceHubTest, NeverLooksFasterThanTwoSecondsForEachPage) {
  for (const int pages : {1, 2, 5}) {
    source_.resources.clear();
    for (int i = 0; i < 2 * pages; ++i) source_.Add(MakePhone(absl::StrCat(i)));
    source_.reads.clear();
    const auto watcher = Watch();
    Advance(absl::Minutes(10));
    std::vector<absl::Time> begins;
    for (const auto& read : source_.reads) {
      if (read.page_token.empty()) begins.push_back(read.time);
    }
    ASSERT_THAT(begins.size(), Gt(10));
    EXPECT_EQ(source_.pages(), begins.size() * pages);
    bool any_differs = false;
    for (size_t i = 1; i < begins.size(); ++i) {
      const absl::Duration gap = begins[i] - begins[i - 1];
      EXPECT_THAT(gap, Ge(absl::Seconds(2) * pages));
      EXPECT_THAT(gap, Le(absl::Seconds(2.4) * pages));
      any_differs = any_differs || gap != begins[1] - begins[0];
    }
    EXPECT_TRUE(any_differs) << "jitter";
    hub_->Unwatch(last_);
    Advance(absl::ZeroDuration());
  }
}

TEST_F(ResourceHubTest, AHundredWatchersOfOneFilterCostOneLook) {
  source_.resources = {MakePhone("a")};
  std::vector<std::shared_ptr<NewsRecorder>> watchers;
  for (int i = 0; i < 100; ++i) watchers.push_back(Watch());
  EXPECT_THAT(source_.reads, SizeIs(1));
  source_.Find("a")->set_state(v1::PHONE_STATE_STOPPED);
  NextLook();
  EXPECT_THAT(source_.reads, SizeIs(2));
  for (const auto& watcher : watchers) {
    EXPECT_THAT(watcher->Snapshot(), ElementsAre("a"));
    EXPECT_THAT(watcher->Changes(), ElementsAre("a"));
    EXPECT_EQ(watcher->news[1].rows[0], watchers[0]->news[1].rows[0]) << "shared, not copied";
  }
}

TEST_F(ResourceHubTest, OtherFiltersHaveLooksOfTheirOwn) {
  source_.resources = {MakePhone("a"), MakePhone("b", v1::PHONE_STATE_STOPPED)};
  const auto all = Watch();
  const auto running = WatchRunning();
  EXPECT_THAT(source_.reads, SizeIs(2));
  EXPECT_THAT(all->Snapshot(), ElementsAre("a", "b"));
  EXPECT_THAT(running->Snapshot(), ElementsAre("a"));
}

TEST_F(ResourceHubTest, ALaterWatcherIsServedFromMemoryWhileThatIsFresh) {
  source_.resources = {MakePhone("a")};
  const auto first = Watch();
  Advance(absl::Seconds(1.9));
  source_.hold = true;
  const auto second = Watch();
  EXPECT_THAT(second->Snapshot(), ElementsAre("a"));
  EXPECT_THAT(source_.reads, SizeIs(1));
  Advance(absl::Seconds(1));
  ASSERT_THAT(source_.held, SizeIs(1)) << "the second look is on its way";
  source_.Add(MakePhone("b"));
  const auto third = Watch();
  EXPECT_THAT(third->news, IsEmpty()) << "what is known is older than its interval";
  source_.AnswerHeld();
  Advance(absl::ZeroDuration());
  EXPECT_THAT(third->Snapshot(), ElementsAre("b", "a")) << "the look that ran counts";
  EXPECT_THAT(source_.reads, SizeIs(2));
}

TEST_F(ResourceHubTest, WhoWantsNewLooksIsToldOfNoneThatRanBefore) {
  source_.resources = {MakePhone("a")};
  const auto first = Watch();
  const auto fresh = Watch({}, Looks::kNew);
  EXPECT_THAT(fresh->news, IsEmpty());
  source_.hold = true;
  Advance(absl::Seconds(3));
  const auto fresher = Watch({}, Looks::kNew);
  source_.hold = false;
  source_.AnswerHeld();
  Advance(absl::ZeroDuration());
  EXPECT_THAT(fresh->Snapshot(), ElementsAre("a"));
  EXPECT_THAT(fresher->news, IsEmpty());
  NextLook();
  EXPECT_THAT(fresher->Snapshot(), ElementsAre("a"));
}

TEST_F(ResourceHubTest, NobodyIsAskedWhenNobodyWatches) {
  source_.resources = {MakePhone("a")};
  Advance(absl::Minutes(1));
  EXPECT_THAT(source_.reads, IsEmpty());
  const auto watcher = Watch();
  const auto follower = Follow({"a"});
  hub_->Unwatch(last_);
  hub_->Unwatch(last_ - 1);
  hub_->Unwatch(12345);
  Advance(absl::ZeroDuration());
  const size_t reads = source_.reads.size();
  Advance(absl::Minutes(10));
  EXPECT_EQ(source_.reads.size(), reads);
  EXPECT_EQ(watcher->ends, 0);
  EXPECT_EQ(timers_.pending(), 0);
}

TEST_F(ResourceHubTest, AWatcherThatIsGoneIsForgotten) {
  Watch().reset();
  Advance(absl::Minutes(2));
  const size_t reads = source_.reads.size();
  Advance(absl::Minutes(2));
  EXPECT_EQ(source_.reads.size(), reads);
}

TEST_F(ResourceHubTest, ErrorsThatPassAreTriedAgainEverMoreSlowly) {
  source_.resources = {MakePhone("a")};
  source_.list_failure = absl::UnavailableError("down");
  const auto watcher = Watch();
  Advance(absl::Minutes(10));
  EXPECT_EQ(watcher->ends, 0);
  EXPECT_THAT(source_.reads.size(), Gt(10));
  EXPECT_THAT(source_.reads.size(), Lt(17)) << "2, 4, 8, 16, 32 and then 60 seconds apart, or a fifth more";
  source_.list_failure = absl::OkStatus();
  Advance(absl::Minutes(2));
  EXPECT_THAT(watcher->Snapshot(), ElementsAre("a"));
  source_.reads.clear();
  Advance(absl::Minutes(1));
  EXPECT_THAT(source_.reads.size(), Ge(25)) << "as often as ever once it works";
  source_.list_failure = absl::UnavailableError("down again");
  source_.reads.clear();
  Advance(absl::Seconds(10));
  EXPECT_THAT(source_.reads.size(), Ge(3)) << "and slowly only after some more failures";
}

TEST_F(ResourceHubTest, EveryMomentaryErrorIsTriedAgainAndEveryOtherEndsTheWatch) {
  using Code = absl::StatusCode;
  for (const Code code : {Code::kUnavailable, Code::kResourceExhausted, Code::kDeadlineExceeded,
                          Code::kDataLoss, Code::kAborted, Code::kCancelled}) {
    source_.list_failure = absl::Status(code, "for a moment");
    EXPECT_EQ(Watch()->ends, 0) << code;
    hub_->Unwatch(last_);
  }
  for (const Code code : {Code::kPermissionDenied, Code::kFailedPrecondition, Code::kInvalidArgument,
                          Code::kUnimplemented, Code::kInternal}) {
    source_.list_failure = absl::Status(code, "for good");
    const auto watcher = Watch();
    EXPECT_EQ(watcher->ends, 1) << code;
    EXPECT_EQ(watcher->end.code(), code);
  }
  source_.reads.clear();
  Advance(absl::Minutes(1));
  EXPECT_THAT(source_.reads, IsEmpty());
}

TEST_F(ResourceHubTest, HeedsRetryInfo) {
  RichError error;
  error.code = google::rpc::RESOURCE_EXHAUSTED;
  error.retry_delay = absl::Seconds(90);
  source_.list_failure = ToStatus(error);
  const auto watcher = Watch();
  Advance(absl::Seconds(89));
  EXPECT_THAT(source_.reads, SizeIs(1));
  Advance(absl::Seconds(2));
  EXPECT_THAT(source_.reads, SizeIs(2));
}

TEST_F(ResourceHubTest, APageThatFailsIsReadAgainNotTheWholeLook) {
  source_.resources = {MakePhone("a"), MakePhone("b"), MakePhone("c")};
  source_.after_page = [&] { source_.list_failure = absl::UnavailableError("down"); };
  const auto watcher = Watch();
  EXPECT_THAT(source_.reads, SizeIs(2));
  source_.after_page = nullptr;
  source_.list_failure = absl::OkStatus();
  NextLook();
  ASSERT_THAT(source_.reads, SizeIs(3));
  EXPECT_EQ(source_.reads[2].page_token, "2");
  EXPECT_THAT(watcher->Snapshot(), ElementsAre("a", "b", "c"));
}

TEST_F(ResourceHubTest, HeartbeatsComeWhereNothingChanges) {
  source_.resources = {MakePhone("a")};
  const auto watcher = Watch();
  Advance(absl::Seconds(24));
  EXPECT_EQ(watcher->heartbeats, 0);
  Advance(absl::Seconds(52));
  EXPECT_EQ(watcher->heartbeats, 3) << "one at least every 30 seconds";
  source_.Add(MakePhone("b"));
  NextLook();
  Advance(absl::Seconds(22));
  EXPECT_EQ(watcher->heartbeats, 3) << "news put it off";
  source_.list_failure = absl::UnavailableError("down");
  v1::ListPhonesRequest other;
  other.set_server_id("s");
  const auto blind = Watch(other);
  Advance(absl::Seconds(26));
  EXPECT_EQ(blind->heartbeats, 1) << "also before the snapshot";
}

TEST_F(ResourceHubTest, OldWatchesEndNotAllAtOnce) {
  std::vector<std::shared_ptr<NewsRecorder>> watchers;
  for (int i = 0; i < 50; ++i) watchers.push_back(Watch());
  const auto ended = [&] {
    return std::count_if(watchers.begin(), watchers.end(), [](const auto& one) { return one->ends == 1; });
  };
  Advance(absl::Minutes(27) - absl::Seconds(1));
  EXPECT_EQ(ended(), 0);
  Advance(absl::Seconds(90));
  EXPECT_THAT(ended(), Gt(0));
  EXPECT_THAT(ended(), Lt(50));
  Advance(absl::Minutes(2));
  EXPECT_EQ(ended(), 50);
  EXPECT_TRUE(absl::IsUnavailable(watchers[0]->end));
  EXPECT_EQ(timers_.pending(), 0);
}

TEST_F(ResourceHubTest, TellsABoundedNumberOfWatchersInOneTurn) {
  ResourceHubOptions options;
  options.max_told_in_turn = 10;
  Start(options);
  source_.resources = {MakePhone("a")};
  std::vector<std::shared_ptr<NewsRecorder>> watchers;
  for (int i = 0; i < 25; ++i) watchers.push_back(Watch());
  source_.Find("a")->set_state(v1::PHONE_STATE_STOPPED);
  const auto told = [&] {
    return std::count_if(watchers.begin(), watchers.end(),
                         [](const auto& one) { return one->news.size() == 2; });
  };
  // Something that is due at the moment of the news comes in between.
  int told_in_between = -1;
  source_.after_page = [&] {
    timers_.RunAt(timers_.Now(),
                  [&] { timers_.RunAt(timers_.Now(), [&] { told_in_between = static_cast<int>(told()); }); });
  };
  NextLook();
  EXPECT_EQ(told_in_between, 10);
  EXPECT_EQ(told(), 25);
}

TEST_F(ResourceHubTest, MayGoWhileReadsAreOut) {
  source_.hold = true;
  const auto watcher = Watch();
  const auto follower = Follow({"a"});
  ASSERT_THAT(source_.held, SizeIs(2));
  hub_.reset();
  source_.AnswerHeld();
  Advance(absl::Minutes(1));
  EXPECT_THAT(watcher->news, IsEmpty());
  EXPECT_THAT(follower->news, IsEmpty());
}

TEST_F(ResourceHubTest, AnAnswerThatComesAfterTheLastWatcherLeftMeansNothingToTheNext) {
  source_.hold = true;
  source_.resources = {MakePhone("old")};
  const auto first = Watch();
  hub_->Unwatch(last_);
  const auto second = Watch();
  ASSERT_THAT(source_.held, SizeIs(2));
  std::move(source_.held[0])();
  Advance(absl::ZeroDuration());
  EXPECT_THAT(second->news, IsEmpty());
}

}  // namespace
}  // namespace cloudphone
