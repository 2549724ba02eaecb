#include "adapters/runtime/turns.h"

#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "adapters/runtime/fake_timers.h"
#include "adapters/runtime/timer_thread.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Writes down its turns; wants another one when the test says so.
class Diary {
 public:
  Diary(std::vector<std::string>* lines, absl::Time* next) : lines_(lines), next_(next) {}
  void BeginTurn(absl::Time now) {
    now_ = now;
    lines_->push_back("begin");
  }
  absl::Time EndTurn() {
    lines_->push_back("end");
    if (*next_ <= now_) *next_ = absl::InfiniteFuture();
    return *next_;
  }
  void Write(const std::string& line) { lines_->push_back(line); }

 private:
  std::vector<std::string>* const lines_;
  absl::Time* const next_;
  absl::Time now_;
};

class DiaryTurns final : public Turns<Diary> {
 public:
  using Turns::InATurn;
  using Turns::Turns;
};

class TurnsTest : public ::testing::Test {
 protected:
  std::vector<std::string> lines_;
  absl::Time next_ = absl::InfiniteFuture();
  FakeTimers timers_;
  std::shared_ptr<DiaryTurns> turns_ = std::make_shared<DiaryTurns>(&timers_, &lines_, &next_);
};

TEST_F(TurnsTest, WorkIsDoneInATurnLater) {
  turns_->Post([](Diary* diary) { diary->Write("work"); });
  EXPECT_THAT(lines_, IsEmpty()) << "never within Post()";
  timers_.Advance(absl::ZeroDuration());
  EXPECT_THAT(lines_, ElementsAre("begin", "work", "end"));
  EXPECT_EQ(timers_.pending(), 0);
}

TEST_F(TurnsTest, ATurnComesWhenTheStateNeedsOne) {
  next_ = timers_.Now() + absl::Seconds(5);
  turns_->Post([](Diary*) {});
  turns_->Post([](Diary*) {});
  timers_.Advance(absl::Seconds(4));
  EXPECT_THAT(lines_, ElementsAre("begin", "end", "begin", "end"));
  EXPECT_EQ(timers_.pending(), 1) << "one alarm, however many turns there were";
  timers_.Advance(absl::Seconds(1));
  EXPECT_EQ(lines_.size(), 6);
  EXPECT_EQ(timers_.pending(), 0);
}

TEST_F(TurnsTest, AnEarlierTimeReplacesALaterOne) {
  next_ = timers_.Now() + absl::Seconds(5);
  turns_->Post([](Diary*) {});
  timers_.Advance(absl::ZeroDuration());
  next_ = timers_.Now() + absl::Seconds(1);
  turns_->Post([](Diary*) {});
  timers_.Advance(absl::Seconds(1));
  EXPECT_EQ(lines_.size(), 6);
  EXPECT_EQ(timers_.pending(), 0);
}

TEST_F(TurnsTest, CallbacksFromElsewhereComeBackInATurn) {
  auto done = turns_->InATurn<int>([](Diary* diary, int result) { diary->Write(std::to_string(result)); });
  std::move(done)(7);
  EXPECT_THAT(lines_, IsEmpty());
  timers_.Advance(absl::ZeroDuration());
  EXPECT_THAT(lines_, ElementsAre("begin", "7", "end"));
}

TEST_F(TurnsTest, ClosedOrGoneNothingIsDone) {
  auto done = turns_->InATurn<int>([](Diary* diary, int) { diary->Write("too late"); });
  auto later = turns_->InATurn<int>([](Diary* diary, int) { diary->Write("too late"); });
  next_ = timers_.Now() + absl::Seconds(5);
  turns_->Post([](Diary*) {});
  timers_.Advance(absl::ZeroDuration());
  lines_.clear();
  turns_->Close();
  std::move(done)(1);
  timers_.Advance(absl::Seconds(10));
  turns_.reset();
  std::move(later)(2);
  timers_.Advance(absl::Seconds(10));
  EXPECT_THAT(lines_, IsEmpty());
}

// With threads: turns of many posters never overlap.
class Counter {
 public:
  void BeginTurn(absl::Time) { ++inside_; }
  absl::Time EndTurn() {
    overlapped_ = overlapped_ || inside_ != 1;
    --inside_;
    return absl::InfiniteFuture();
  }
  bool overlapped() const { return overlapped_; }
  int done = 0;

 private:
  int inside_ = 0;
  bool overlapped_ = false;
};

TEST(TurnsThreadsTest, TurnsOfManyPostersNeverOverlap) {
  TimerThread timers;
  const auto turns = std::make_shared<Turns<Counter>>(&timers);
  std::vector<std::thread> posters;
  for (int i = 0; i < 4; ++i) {
    posters.emplace_back([&] {
      for (int n = 0; n < 500; ++n) turns->Post([](Counter* counter) { ++counter->done; });
    });
  }
  for (std::thread& poster : posters) poster.join();
  Mutex mutex;
  Condition changed;
  int done = -1;
  bool overlapped = false;
  turns->Post([&](Counter* counter) {
    MutexLock lock(&mutex);
    done = counter->done;
    overlapped = counter->overlapped();
    changed.NotifyAll();
  });
  MutexLock lock(&mutex);
  while (done < 0) changed.Wait(&mutex);
  EXPECT_EQ(done, 2000);
  EXPECT_FALSE(overlapped);
}

}  // namespace
}  // namespace cloudphone
