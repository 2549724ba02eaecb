// A real phone's functions, by child processes; shell scripts stand in for Android's programs.

#include "service/agent/device/phone_device.h"

#include <chrono>  // NOLINT(build/c++11)
#include <future>  // NOLINT(build/c++11)
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "service/agent/device/logcat_reader.h"
#include "service/agent/device/unsent_lines.h"
#include "tests/matchers.h"

namespace cloudphone {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

PhoneDeviceOptions Scripts(const std::string& screencap, const std::string& logcat) {
  PhoneDeviceOptions options;
  options.screencap = {"/bin/sh", "-c", screencap};
  options.logcat = {"/bin/sh", "-c", logcat, "logcat"};
  return options;
}

absl::StatusOr<Screenshot> Shoot(PhoneDevice* device) {
  std::promise<absl::StatusOr<Screenshot>> shot;
  device->TakeScreenshot([&](absl::StatusOr<Screenshot> result) { shot.set_value(std::move(result)); });
  return shot.get_future().get();
}

// Collects what it is told until the end.
class Lines final : public LogcatListener {
 public:
  void OnLines(std::vector<std::string> lines) override {
    MutexLock lock(&mutex_);
    for (std::string& line : lines) lines_.push_back(std::move(line));
    changed_.NotifyAll();
  }
  void OnEnd(const absl::Status& status) override {
    MutexLock lock(&mutex_);
    end_ = status;
    changed_.NotifyAll();
  }
  std::vector<std::string> Await(size_t count) {
    MutexLock lock(&mutex_);
    while (lines_.size() < count && end_.ok() && WaitLocked()) {
    }
    return lines_;
  }
  absl::Status AwaitEnd() {
    MutexLock lock(&mutex_);
    while (end_.ok() && WaitLocked()) {
    }
    return end_;
  }

 private:
  bool WaitLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return changed_.WaitUntil(&mutex_, std::chrono::steady_clock::now() + std::chrono::seconds(30));
  }

  Mutex mutex_;
  Condition changed_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mutex_);
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
};

TEST(PhoneDeviceTest, AScreenshotIsWhatTheProgramPrints) {
  PhoneDevice device(Scripts("printf picture", ""));
  const absl::StatusOr<Screenshot> shot = Shoot(&device);
  ASSERT_THAT(shot, IsOk());
  EXPECT_EQ(shot->png, "picture");
  EXPECT_LT(absl::Now() - shot->captured_at, absl::Minutes(1));
}

TEST(PhoneDeviceTest, AProgramThatPrintsNothingOrIsMissingIsUnavailable) {
  PhoneDevice failing(Scripts("exit 1", ""));
  EXPECT_THAT(Shoot(&failing), HasReason("SCREENCAP_FAILED"));
  PhoneDeviceOptions options;
  options.screencap = {"/nowhere/screencap"};
  options.logcat = {"/nowhere/logcat"};
  PhoneDevice missing(options);
  EXPECT_THAT(Shoot(&missing), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(missing.StartLogcat({}, std::make_shared<Lines>()), HasReason("LOGCAT_FAILED"));
}

TEST(PhoneDeviceTest, AProgramThatHangsIsGivenUp) {
  PhoneDeviceOptions options = Scripts("printf half; exec sleep 1000", "");
  options.screencap_timeout = absl::Milliseconds(100);
  PhoneDevice device(options);
  EXPECT_THAT(Shoot(&device), StatusIs(absl::StatusCode::kUnavailable));
}

TEST(PhoneDeviceTest, TheLogIsReadByLinesUntilItsProgramEnds) {
  PhoneDevice device(Scripts("", "printf 'one\\ntwo\\r\\nthree'; printf ' four\\n'"));
  const auto lines = std::make_shared<Lines>();
  const auto run = device.StartLogcat({}, lines);
  ASSERT_THAT(run, IsOk());
  EXPECT_THAT(lines->Await(3), ElementsAre("one", "two", "three four"));
  EXPECT_THAT(lines->AwaitEnd(), HasReason("LOGCAT_ENDED"));
}

TEST(PhoneDeviceTest, FiltersAndTailBecomeArgumentsWhichNoShellSees) {
  PhoneDevice device(Scripts("", "for argument; do echo \"$argument\"; done"));
  const auto lines = std::make_shared<Lines>();
  const auto run = device.StartLogcat({{"Tag:I", "$(id):S"}, 50}, lines);
  EXPECT_THAT(lines->Await(4), ElementsAre("-T", "50", "Tag:I", "$(id):S"));
  const auto none = std::make_shared<Lines>();
  const auto second = device.StartLogcat({}, none);
  EXPECT_THAT(none->Await(2), ElementsAre("-T", "1"));
}

TEST(PhoneDeviceTest, LettingALogGoEndsItsProgram) {
  PhoneDevice device(Scripts("", "echo begun; exec sleep 1000"));
  const auto lines = std::make_shared<Lines>();
  auto run = device.StartLogcat({}, lines);
  EXPECT_THAT(lines->Await(1), ElementsAre("begun"));
  *run = nullptr;
  EXPECT_FALSE(lines->AwaitEnd().ok());
}

TEST(PhoneDeviceTest, OnlySoManyLogsRun) {
  PhoneDeviceOptions options = Scripts("", "exec sleep 1000");
  options.max_logcats = 1;
  PhoneDevice device(options);
  const auto lines = std::make_shared<Lines>();
  auto run = device.StartLogcat({}, lines);
  EXPECT_THAT(run, IsOk());
  EXPECT_THAT(device.StartLogcat({}, std::make_shared<Lines>()), HasReason("TOO_MANY_LOGCATS"));
}

TEST(TakeLinesTest, OnlyWholeLinesAreTakenAndLongOnesAreCut) {
  std::string text = "a\n\nbc";
  EXPECT_THAT(TakeLines(&text, 10), ElementsAre("a", ""));
  EXPECT_EQ(text, "bc");
  text += "\n0123456789xyz\n0123456789abcdef";
  EXPECT_THAT(TakeLines(&text, 10), ElementsAre("bc", "0123456789"));
  EXPECT_EQ(text, "0123456789") << "no more is kept";
  text += "and so on\nd\n";
  EXPECT_THAT(TakeLines(&text, 10), ElementsAre("0123456789", "d"));
  text = "";
  EXPECT_THAT(TakeLines(&text, 10), IsEmpty());
}

TEST(UnsentLinesTest, TheOldestAreDroppedAndCounted) {
  UnsentLines unsent;
  unsent.AddBegin();
  unsent.Take();
  for (size_t i = 0; i < UnsentLines::kMaxLines + 5; ++i) unsent.Add({std::string(5000, 'x')});
  agent::v1::StreamLogcatResponse message = unsent.Take();
  EXPECT_EQ(message.dropped_before(), 5u);
  EXPECT_EQ(message.lines(0).size(), UnsentLines::kMaxLineBytes);
  size_t lines = static_cast<size_t>(message.lines_size());
  while (!unsent.empty()) {
    message = unsent.Take();
    EXPECT_EQ(message.dropped_before(), 0u);
    lines += static_cast<size_t>(message.lines_size());
  }
  EXPECT_EQ(lines, UnsentLines::kMaxLines);
}

}  // namespace
}  // namespace cloudphone
