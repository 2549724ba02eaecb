#include "service/simulator/agents/phone_log.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/fake_timers.h"
#include "adapters/runtime/manual_executor.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"

namespace cloudphone::simulator {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Recorder final : LogcatListener {
  void OnLines(std::vector<std::string> more) override {
    lines.insert(lines.end(), more.begin(), more.end());
  }
  void OnEnd(const absl::Status& status) override { ends.push_back(status); }
  std::vector<std::string> lines;
  std::vector<absl::Status> ends;
};

class PhoneLogTest : public testing::Test {
 protected:
  std::unique_ptr<LogcatRun> Follow(int tail_lines, std::vector<std::string> filters = {}) {
    auto run = log_->Follow({std::move(filters), tail_lines}, recorder_);
    EXPECT_TRUE(run.ok()) << run.status();
    return *std::move(run);
  }

  FakeTimers clock_;
  ManualExecutor executor_;
  const std::shared_ptr<PhoneLog> log_ = std::make_shared<PhoneLog>(&clock_, &executor_);
  const std::shared_ptr<Recorder> recorder_ = std::make_shared<Recorder>();
};

TEST_F(PhoneLogTest, AFollowerBeginsWithTheNewestThatPassAndHearsTheRest) {
  log_->Write(LogPriority::kInfo, "a", "1");
  log_->Write(LogPriority::kInfo, "b", "2");
  log_->Write(LogPriority::kInfo, "a", "3");
  log_->Write(LogPriority::kDebug, "a", "4");
  const auto run = Follow(2, {"a:I", "*:S"});
  log_->Write(LogPriority::kWarning, "a", "5");
  EXPECT_THAT(recorder_->lines, IsEmpty()) << "told elsewhere";
  executor_.RunAll();
  EXPECT_THAT(recorder_->lines,
              ElementsAre(HasSubstr(" I a: 1"), HasSubstr(" I a: 3"), HasSubstr(" W a: 5")));
}

TEST_F(PhoneLogTest, WithoutATailOnlyWhatFollowsIsTold) {
  log_->Write(LogPriority::kInfo, "a", "old");
  const auto run = Follow(0);
  log_->Write(LogPriority::kInfo, "a", "new\nline");
  executor_.RunAll();
  EXPECT_THAT(recorder_->lines, ElementsAre(HasSubstr("a: new line"))) << "a line is one line";
}

TEST_F(PhoneLogTest, OldLinesAreForgotten) {
  for (size_t i = 0; i < PhoneLog::kMaxLines + 5; ++i) log_->Write(LogPriority::kInfo, "a", absl::StrCat(i));
  const auto run = Follow(10000);
  executor_.RunAll();
  ASSERT_EQ(recorder_->lines.size(), PhoneLog::kMaxLines);
  EXPECT_THAT(recorder_->lines.front(), HasSubstr("a: 5"));
}

TEST_F(PhoneLogTest, WhoLetsGoHearsNothingMore) {
  auto run = Follow(0);
  run = nullptr;
  log_->Write(LogPriority::kInfo, "a", "1");
  executor_.RunAll();
  EXPECT_THAT(recorder_->lines, IsEmpty());
  EXPECT_EQ(recorder_.use_count(), 1);
}

TEST_F(PhoneLogTest, CloseEndsFollowersBehindWhatWasWritten) {
  const auto run = Follow(0);
  log_->Write(LogPriority::kInfo, "a", "last");
  log_->Close(absl::UnavailableError("over"));
  log_->Write(LogPriority::kInfo, "a", "too late");
  executor_.RunAll();
  EXPECT_THAT(recorder_->lines, ElementsAre(HasSubstr("last")));
  EXPECT_THAT(recorder_->ends, ElementsAre(absl::UnavailableError("over")));
  EXPECT_EQ(log_->Follow({}, recorder_).status(), absl::UnavailableError("over"));
}

TEST_F(PhoneLogTest, OnlySoManyFollow) {
  std::vector<std::unique_ptr<LogcatRun>> runs;
  for (size_t i = 0; i < PhoneLog::kMaxFollowers; ++i) runs.push_back(Follow(0));
  EXPECT_THAT(log_->Follow({}, recorder_).status(), StatusIs(absl::StatusCode::kResourceExhausted));
}

}  // namespace
}  // namespace cloudphone::simulator
