// The checks of rest.proto, by the tests' own contract.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/cph/call/request_check.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/thing_bindings.h"

namespace cloudphone {
namespace {

using ::google::protobuf::TextFormat;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Everything that CheckThing requires.
constexpr char kWhole[] =
    "decided: false counted: 0 inner { id: 'i' name: 'n' } color: COLOR_RED time { seconds: 1 } ";

template <typename Request>
Violations CheckText(const std::string& text) {
  Request request;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &request)) << text;
  return CheckCall(ThingBindings().Get<Request>(), request);
}

// "field reason" of each violation of a CheckThing that has all it needs, and `text`.
std::vector<std::string> Check(const std::string& text, const std::string& whole = kWhole) {
  std::vector<std::string> found;
  for (const Violation& violation : CheckText<test::v1::CheckThingRequest>(whole + text)) {
    EXPECT_THAT(violation.description, ::testing::Not(IsEmpty()));
    found.push_back(absl::StrCat(violation.field, " ", violation.reason));
  }
  return found;
}

// The description of the only violation.
std::string Description(const std::string& text, const std::string& whole = kWhole) {
  const Violations found = CheckText<test::v1::CheckThingRequest>(whole + text);
  return found.size() == 1 ? found.front().description : absl::StrCat(found.size(), " violations");
}

TEST(ValueCheckTest, GivenCountsAsSetEvenWhereItIsFalseOrZero) {
  EXPECT_THAT(Check(""), IsEmpty());
  EXPECT_THAT(Check("", ""),
              ElementsAre("decided PARAMETER_MISSING", "counted PARAMETER_MISSING", "inner PARAMETER_MISSING",
                          "color PARAMETER_MISSING", "time PARAMETER_MISSING"));
}

TEST(ValueCheckTest, NumbersStayInTheirBoundsWhereTheyAreSet) {
  for (const char* good :
       {"percent: 1", "percent: 100", "percent: 0", "at_least: 5", "at_least: 9000000000", "levels: [-2, 0]"})
    EXPECT_THAT(Check(good), IsEmpty()) << good;
  EXPECT_THAT(Check("percent: 101"), ElementsAre("percent PARAMETER_INVALID"));
  EXPECT_THAT(Check("percent: -1"), ElementsAre("percent PARAMETER_INVALID"));
  EXPECT_THAT(Check("at_least: 0"), ElementsAre("at_least PARAMETER_INVALID")) << "given, so checked";
  EXPECT_THAT(Check("levels: [-3, -1, 1]"),
              ElementsAre("levels[0] PARAMETER_INVALID", "levels[2] PARAMETER_INVALID"));
  EXPECT_EQ(Description("percent: 101"), "must be from 1 to 100, not 101");
  EXPECT_EQ(Description("at_least: 4"), "must be at least 5, not 4");
}

TEST(ValueCheckTest, ExactlyOneOfAGroupIsSet) {
  const std::string rest = "decided: true counted: 1 color: COLOR_RED time {} ";
  EXPECT_THAT(Check("inner { name: 'n' ids: ['a'] }", rest), IsEmpty());
  EXPECT_THAT(Check("inner { name: 'n' all: false }", rest), IsEmpty());
  EXPECT_THAT(Check("inner { name: 'n' }", rest), ElementsAre("inner.id PARAMETER_MISSING"));
  EXPECT_THAT(Check("inner { name: 'n' all: true ids: ['a'] }", rest),
              ElementsAre("inner.all PARAMETER_INVALID"));
  EXPECT_THAT(Check("inner { name: 'n' id: 'i' ids: ['a'] all: true }", rest),
              ElementsAre("inner.ids PARAMETER_INVALID"));
  EXPECT_THAT(Description("inner { name: 'n' }", rest), HasSubstr("id, ids, all"));
}

TEST(ValueCheckTest, AMessageIsCheckedOnlyWhereItIsSet) {
  EXPECT_THAT(Check("other {}"), ElementsAre("other.name PARAMETER_MISSING", "other.id PARAMETER_MISSING"));
}

TEST(ValueCheckTest, ATimeIsOneOfTheYearsThatATimestampHas) {
  for (const char* good :
       {"times { seconds: -62135596800 }", "times { seconds: 253402300799 nanos: 999999999 }"})
    EXPECT_THAT(Check(good), IsEmpty()) << good;
  for (const char* bad : {"times { seconds: -62135596801 }", "times { seconds: 253402300800 }",
                          "times { nanos: -1 }", "times { nanos: 1000000000 }"})
    EXPECT_THAT(Check(bad), ElementsAre("times[0] PARAMETER_INVALID")) << bad;
  const std::string rest = "decided: true counted: 1 inner { id: 'i' name: 'n' } color: COLOR_RED ";
  EXPECT_THAT(Check("time { nanos: -1 }", rest), ElementsAre("time PARAMETER_INVALID"));
}

TEST(ValueCheckTest, EachEnumOfAListHasItsCounterpart) {
  EXPECT_THAT(Check("colors: [COLOR_RED, COLOR_UNSPECIFIED]"), IsEmpty()) << "this zero can be sent";
  EXPECT_THAT(Check("colors: [COLOR_RED, 9]"), ElementsAre("colors[1] PARAMETER_INVALID"));
}

TEST(ValueCheckTest, AJoinedListHoldsNoSeparatorAndNothingEmpty) {
  EXPECT_THAT(Check("words: ['a,b'] parts: ['a b']"), IsEmpty());
  EXPECT_THAT(Check("words: ['a', 'b c', '']"),
              ElementsAre("words[1] PARAMETER_INVALID", "words[2] PARAMETER_INVALID"));
  EXPECT_THAT(Check("parts: ['', 'a,b']"),
              ElementsAre("parts[0] PARAMETER_INVALID", "parts[1] PARAMETER_INVALID"));
  EXPECT_EQ(Description("words: ['b c']"), "must not hold a space");
}

TEST(ValueCheckTest, AJoinedListIsBoundedAsTheTextThatItMakes) {
  EXPECT_THAT(Check("words: ['äb', 'cdefgh']"), IsEmpty()) << "ten bytes with the space";
  EXPECT_THAT(Check("words: ['äb', 'cdefghi']"), ElementsAre("words PARAMETER_INVALID"));
}

TEST(PathCheckTest, APathNeedsAllItsPieces) {
  const auto fields = [](const std::string& text) {
    std::string all;
    for (const Violation& violation : CheckText<test::v1::FindThingsRequest>(text))
      absl::StrAppend(&all, violation.field, " ", violation.reason, "; ");
    return all;
  };
  EXPECT_EQ(fields("kind: KIND_GADGET group_id: 'g'"), "");
  EXPECT_EQ(fields(""), "kind PARAMETER_MISSING; group_id PARAMETER_MISSING; ");
  EXPECT_EQ(fields("kind: KIND_UNSPECIFIED group_id: '..'"),
            "kind PARAMETER_MISSING; group_id PARAMETER_INVALID; ");
  EXPECT_EQ(fields("kind: 9 group_id: 'g'"), "kind PARAMETER_INVALID; ");
}

}  // namespace
}  // namespace cloudphone
