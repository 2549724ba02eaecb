// Rows that move from page to page while phones are bought and deleted, and what becomes of those that a look
// misses.

#include "gmock/gmock.h"
#include "tests/unit/resources/resource_hub_fixture.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class MovingRowsTest : public ResourceHubFixture {
 protected:
  // Five phones in three pages, and a watcher that has seen them.
  MovingRowsTest() {
    for (const char* id : {"1", "2", "3", "4", "5"}) source_.Add(MakePhone(id));
    watcher_ = Watch();
    EXPECT_THAT(watcher_->Snapshot(), ElementsAre("5", "4", "3", "2", "1"));
  }

  // Has `event` happen after the first page of the next look.
  void AfterTheFirstPage(std::function<void()> event) {
    source_.after_page = [this, event = std::move(event)] {
      source_.after_page = nullptr;
      event();
    };
  }
  void NextLook() { Advance(absl::Seconds(7.5)); }

  std::shared_ptr<NewsRecorder> watcher_;
};

TEST_F(MovingRowsTest, ABoughtPhonePushesARowOntoTwoPages) {
  AfterTheFirstPage([&] { source_.Add(MakePhone("6")); });  // 4 is now also the first of the second page.
  NextLook();
  EXPECT_THAT(watcher_->Changes(), IsEmpty()) << "a row that comes twice is no change";
  EXPECT_EQ(source_.gets(), 0);
  NextLook();
  EXPECT_THAT(watcher_->Changes(), ElementsAre("6")) << "the bought one shows in the next look at the latest";
}

TEST_F(MovingRowsTest, OfARowThatComesTwiceTheNewestCounts) {
  AfterTheFirstPage([&] {
    source_.Add(MakePhone("6"));
    source_.Find("4")->set_state(v1::PHONE_STATE_STOPPED);
  });
  NextLook();
  ASSERT_THAT(watcher_->Changes(), ElementsAre("4"));
  EXPECT_EQ(static_cast<const v1::Phone&>(*watcher_->news[1].rows[0]).state(), v1::PHONE_STATE_STOPPED);
}

TEST_F(MovingRowsTest, ADeletedPhonePullsARowPastTheLook) {
  AfterTheFirstPage([&] { source_.Delete("5"); });  // 3 moves to the first page, which has been read.
  NextLook();
  EXPECT_THAT(watcher_->Changes(), IsEmpty()) << "a row that only moved is no change";
  EXPECT_EQ(source_.gets(), 1) << "asked about 3";
  EXPECT_EQ(source_.reads.back().id, "3");
  NextLook();
  EXPECT_THAT(watcher_->Changes(), ElementsAre("x5"));
}

TEST_F(MovingRowsTest, MovedRowsShowNothingOfWhatGetSaysOfThem) {
  AfterTheFirstPage([&] {
    source_.Delete("5");
    source_.Find("3")->set_state(v1::PHONE_STATE_STOPPED);
    source_.Find("3")->set_imei("only Get knows");
  });
  NextLook();
  EXPECT_THAT(watcher_->Changes(), IsEmpty());
  source_.Find("3")->set_imei("");
  NextLook();
  EXPECT_THAT(watcher_->Changes(), UnorderedElementsAre("3", "x5")) << "the list says it";
}

TEST_F(MovingRowsTest, ADeletedPhoneIsDeletedOnlyOnceGetSaysSo) {
  source_.hold = true;
  source_.Delete("2");
  Advance(absl::Seconds(7.3));
  for (int page = 0; page < 2; ++page) {
    source_.AnswerHeld();
    Advance(absl::ZeroDuration());
  }
  ASSERT_EQ(source_.reads.back().id, "2");
  EXPECT_THAT(watcher_->Changes(), IsEmpty());
  source_.AnswerHeld();
  Advance(absl::ZeroDuration());
  EXPECT_THAT(watcher_->Changes(), ElementsAre("x2"));
  source_.hold = false;
  NextLook();
  NextLook();
  EXPECT_THAT(watcher_->Changes(), ElementsAre("x2")) << "once";
  EXPECT_EQ(source_.gets(), 1);
}

TEST_F(MovingRowsTest, AGetThatFailsForAMomentLeavesTheRowAsItWas) {
  source_.get_failures["2"] = absl::UnavailableError("down");
  source_.Delete("2");
  NextLook();
  EXPECT_EQ(source_.gets(), 1);
  EXPECT_THAT(watcher_->Changes(), IsEmpty());
  const auto late = Watch();
  EXPECT_THAT(late->Snapshot(), SizeIs(5)) << "still there, as far as anybody knows";
  source_.get_failures.clear();
  Advance(absl::Seconds(30));
  EXPECT_THAT(watcher_->Changes(), ElementsAre("x2"));
  EXPECT_THAT(late->Changes(), ElementsAre("x2"));
}

TEST_F(MovingRowsTest, AGetThatFailsForGoodEndsTheWatch) {
  source_.get_failures["2"] = absl::PermissionDeniedError("no");
  source_.Delete("2");
  NextLook();
  EXPECT_EQ(watcher_->ends, 1);
  EXPECT_TRUE(absl::IsPermissionDenied(watcher_->end));
}

TEST_F(MovingRowsTest, ARowThatIsSeenAgainIsInDoubtNoLonger) {
  source_.get_failures["3"] = absl::UnavailableError("down");
  AfterTheFirstPage([&] { source_.Delete("5"); });
  NextLook();
  ASSERT_EQ(source_.reads.back().id, "3");
  source_.Add(MakePhone("6"));
  NextLook();
  source_.reads.clear();
  Advance(absl::Minutes(2));
  EXPECT_EQ(source_.gets(), 0) << "nothing is asked of 3 any more";
  EXPECT_THAT(watcher_->Changes(), UnorderedElementsAre("6", "x5"));
}

TEST_F(MovingRowsTest, AfterManyPurchasesAndDeletionsTheWatcherKnowsWhatIsThere) {
  int bought = 5;
  source_.after_page = [&] {
    if (bought >= 60) return;
    source_.Add(MakePhone(absl::StrCat(++bought)));
    if (bought % 2 == 0) source_.resources.erase(source_.resources.begin() + source_.resources.size() / 2);
  };
  Advance(absl::Minutes(30) * 0.8);
  std::set<std::string> known;
  for (const std::string& id : watcher_->From(0)) {
    if (id[0] != 'x') {
      known.insert(id);
      continue;
    }
    EXPECT_EQ(known.erase(id.substr(1)), 1) << id << " was not known";
    EXPECT_EQ(source_.Find(id.substr(1)), nullptr) << id << " is still there";
  }
  std::set<std::string> there;
  for (const v1::Phone& phone : source_.resources) there.insert(phone.phone_id());
  EXPECT_EQ(bought, 60);
  EXPECT_EQ(known, there);
}

class LeavingTest : public ResourceHubFixture {};

TEST_F(LeavingTest, APhoneInAnotherStateHasLeftTheSelection) {
  source_.resources = {MakePhone("a"), MakePhone("b")};
  const auto running = WatchRunning();
  source_.Find("b")->set_state(v1::PHONE_STATE_STOPPED);
  NextLook();
  EXPECT_THAT(running->Changes(), ElementsAre("-b"));
  source_.Find("b")->set_state(v1::PHONE_STATE_RUNNING);
  NextLook();
  EXPECT_THAT(running->Changes(), ElementsAre("-b", "b"));
  source_.Delete("b");
  NextLook();
  EXPECT_THAT(running->Changes(), ElementsAre("-b", "b", "xb"));
}

TEST_F(LeavingTest, APhoneWithAnotherNameOrServerHasLeftToo) {
  source_.resources = {MakePhone("a"), MakePhone("b")};
  v1::ListPhonesRequest by_name;
  by_name.set_phone_name("name of");
  v1::ListPhonesRequest by_server;
  by_server.set_server_id("s");
  const auto named = Watch(by_name);
  const auto placed = Watch(by_server);
  source_.Find("a")->set_phone_name("another");
  source_.Find("b")->set_server_id("t");
  NextLook();
  EXPECT_THAT(named->Changes(), UnorderedElementsAre("-a", "b")) << "b shows its new server";
  EXPECT_THAT(placed->Changes(), UnorderedElementsAre("a", "-b"));
}

TEST_F(LeavingTest, FiltersThatMissTheSamePhoneShareAGet) {
  source_.resources = {MakePhone("a"), MakePhone("b")};
  const auto all = Watch();
  const auto running = WatchRunning();
  source_.Delete("b");
  source_.hold = true;
  NextLook();
  ASSERT_THAT(source_.held, SizeIs(2)) << "a page of each";
  source_.AnswerHeld();
  Advance(absl::ZeroDuration());
  EXPECT_THAT(source_.held, SizeIs(1));
  source_.AnswerHeld();
  Advance(absl::ZeroDuration());
  EXPECT_EQ(source_.gets(), 1);
  EXPECT_THAT(all->Changes(), ElementsAre("xb"));
  EXPECT_THAT(running->Changes(), ElementsAre("xb"));
}

TEST_F(LeavingTest, WhoHasNoSnapshotYetIsNotToldWhatChangedInIt) {
  source_.resources = {MakePhone("a"), MakePhone("b")};
  const auto early = Watch();
  source_.Delete("b");
  source_.hold = true;
  NextLook();
  source_.AnswerHeld();  // The page; the Get of b is out.
  Advance(absl::ZeroDuration());
  const auto late = Watch({}, Looks::kNew);
  source_.hold = false;
  source_.AnswerHeld();
  Advance(absl::ZeroDuration());
  EXPECT_THAT(early->Changes(), ElementsAre("xb"));
  EXPECT_THAT(late->news, IsEmpty());
  NextLook();
  EXPECT_THAT(late->Snapshot(), ElementsAre("a"));
  EXPECT_THAT(late->Changes(), IsEmpty());
}

TEST_F(LeavingTest, ManyMissingPhonesAreAskedAboutAFewAtOnce) {
  source_.page_size = 100;
  for (int i = 0; i < 30; ++i) source_.Add(MakePhone(absl::StrCat(i)));
  const auto running = WatchRunning();
  for (v1::Phone& phone : source_.resources) phone.set_state(v1::PHONE_STATE_STOPPED);
  source_.hold = true;
  NextLook();
  source_.AnswerHeld();  // The page.
  Advance(absl::ZeroDuration());
  EXPECT_THAT(source_.held, SizeIs(4));
  source_.hold = false;
  source_.AnswerHeld();
  Advance(absl::ZeroDuration());
  EXPECT_THAT(running->Changes(), SizeIs(30));
  EXPECT_EQ(source_.gets(), 30);
}

TEST_F(LeavingTest, DoubtsGoWithTheLastWatcher) {
  source_.resources = {MakePhone("a"), MakePhone("b")};
  source_.get_failures[""] = absl::UnavailableError("down");
  const auto watcher = Watch();
  source_.Delete("b");
  NextLook();
  hub_->Unwatch(last_);
  Advance(absl::ZeroDuration());
  const size_t reads = source_.reads.size();
  Advance(absl::Minutes(5));
  EXPECT_EQ(source_.reads.size(), reads);
  EXPECT_EQ(timers_.pending(), 0);
}

}  // namespace
}  // namespace cloudphone
