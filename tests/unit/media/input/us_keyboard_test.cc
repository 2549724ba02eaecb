#include "service/gateway/media/us_keyboard.h"

#include <map>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace cloudphone {
namespace {

// What each key types, plain and with SHIFT, by Android's numbers: digits from 7 (KEYCODE_0), letters from 29
// (KEYCODE_A), the others by name.
const std::map<int, std::pair<char, char>> kTyped = {
    {7, {'0', ')'}},  {8, {'1', '!'}},   {9, {'2', '@'}},  {10, {'3', '#'}},  {11, {'4', '$'}},
    {12, {'5', '%'}}, {13, {'6', '^'}},  {14, {'7', '&'}}, {15, {'8', '*'}},  {16, {'9', '('}},
    {29, {'a', 'A'}}, {30, {'b', 'B'}},  {41, {'m', 'M'}}, {54, {'z', 'Z'}},  {55, {',', '<'}},
    {56, {'.', '>'}}, {68, {'`', '~'}},  {69, {'-', '_'}}, {70, {'=', '+'}},  {71, {'[', '{'}},
    {72, {']', '}'}}, {73, {'\\', '|'}}, {74, {';', ':'}}, {75, {'\'', '"'}}, {76, {'/', '?'}},
};

TEST(UsKeyboardTest, EachKeyTypesTwoCharacters) {
  for (const auto& [code, typed] : kTyped) {
    const auto plain = StrokeOf(typed.first);
    ASSERT_TRUE(plain.has_value()) << typed.first;
    EXPECT_EQ(plain->key_code, code) << typed.first;
    EXPECT_FALSE(plain->shift) << typed.first;
    const auto shifted = StrokeOf(typed.second);
    ASSERT_TRUE(shifted.has_value()) << typed.second;
    EXPECT_EQ(shifted->key_code, code) << typed.second;
    EXPECT_TRUE(shifted->shift) << typed.second;
  }
}

TEST(UsKeyboardTest, SpaceAndLineFeedNeedNoShift) {
  EXPECT_EQ(StrokeOf(' ')->key_code, 62);
  EXPECT_FALSE(StrokeOf(' ')->shift);
  EXPECT_EQ(StrokeOf('\n')->key_code, 66);
  EXPECT_FALSE(StrokeOf('\n')->shift);
}

TEST(UsKeyboardTest, AllOfVisibleAsciiIsTypedAndNothingElse) {
  for (int code = -128; code < 128; ++code) {
    const bool is_typed = (code >= 32 && code <= 126) || code == '\n';
    EXPECT_EQ(StrokeOf(static_cast<char>(code)).has_value(), is_typed) << code;
  }
}

}  // namespace
}  // namespace cloudphone
