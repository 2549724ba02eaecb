#include "service/simulator/agents/log_filter.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace cloudphone::simulator {
namespace {

TEST(LogFilterTest, FiltersAreLogcats) {
  struct Row {
    std::vector<std::string> filters;
    LogPriority priority;
    const char* tag;
    bool passes;
  };
  const Row rows[] = {
      {{}, LogPriority::kVerbose, "any", true},
      {{"shell:I"}, LogPriority::kDebug, "shell", false},
      {{"shell:I"}, LogPriority::kInfo, "shell", true},
      {{"shell:i"}, LogPriority::kDebug, "shell", false},
      {{"shell:I"}, LogPriority::kVerbose, "other", true},
      {{"shell:I", "*:S"}, LogPriority::kFatal, "other", false},
      {{"*:S", "shell:I"}, LogPriority::kInfo, "shell", true},
      {{"*:E"}, LogPriority::kWarning, "any", false},
      {{"*:E"}, LogPriority::kError, "any", true},
      {{"*"}, LogPriority::kVerbose, "any", false},
      {{"*"}, LogPriority::kDebug, "any", true},
      {{"shell", "*:S"}, LogPriority::kVerbose, "shell", true},
      {{"shell:what", "*:S"}, LogPriority::kVerbose, "shell", true},
      {{"shell:S"}, LogPriority::kFatal, "shell", false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(LogFilter(row.filters).Passes(row.priority, row.tag), row.passes)
        << testing::PrintToString(row.filters) << LetterOf(row.priority) << row.tag;
  }
}

}  // namespace
}  // namespace cloudphone::simulator
