#include "adapters/cph/text/charset.h"

#include "adapters/cph/text/utf8.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

TEST(CharsetTest, HoldsWhatItsExpressionSays) {
  struct Row {
    const char* expression;
    const char* text;
    bool held;
  };
  const Row kRows[] = {
      {"a-z", "abcz", true},
      {"a-z", "", true},
      {"a-z", "aB", false},
      {"a-zA-Z0-9_-", "a-B_9", true},
      {"-a", "-a-", true},
      {"a-", "-a", true},
      {"a-", "b", false},
      {"a-c-e", "-", true},  // A range, then single characters.
      {"\u4e00-\u9fa5", "云手机", true},
      {"\u4e00-\u9fa5", "云x", false},
      {"\u4e00-\u9fa5", "😀", false},
      {"a-z", "\xff", false},
      {"a-z", "\xe4\xba", false},
  };
  for (const Row& row : kRows) {
    const auto set = Charset::Parse(row.expression);
    ASSERT_TRUE(set.has_value()) << row.expression;
    EXPECT_EQ(set->HoldsAll(row.text), row.held) << row.expression << " " << row.text;
  }
}

TEST(CharsetTest, AnExpressionThatIsNoneIsNothing) {
  for (const char* expression : {"", "z-a", "a\xff", "a-\xff"})
    EXPECT_FALSE(Charset::Parse(expression).has_value()) << expression;
}

TEST(Utf8Test, CountsCharacters) {
  EXPECT_EQ(CountCharacters("aé中😀"), 4u);
  EXPECT_EQ(CountCharacters(""), 0u);
  EXPECT_FALSE(CountCharacters("a\xff").has_value());
}

}  // namespace
}  // namespace cloudphone
