// Every form of rest.proto in JSON, both ways, by the tests' own contract.

#include <string>

#include "adapters/cph/json/json_reader.h"
#include "adapters/cph/json/json_writer.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/thing_service.pb.h"

namespace cloudphone {
namespace {

using ::google::protobuf::TextFormat;

// The JSON of a message given in text form.
template <typename M>
std::string Write(const std::string& text, const NamedTexts& texts = {}) {
  M message;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &message)) << text;
  PlanSet plans;
  auto plan = plans.Add(M::descriptor(), Direction::kRequest);
  EXPECT_TRUE(plan.ok()) << plan.status();
  return WriteJson(message, **plan, {}, texts);
}

// Reads `json` as a Thing; the result in text form, or "problem". Counts unknown keys.
std::string Read(std::string json, int* unknown = nullptr) {
  PlanSet plans;
  auto plan = plans.Add(test::v1::Thing::descriptor(), Direction::kAnswer);
  EXPECT_TRUE(plan.ok()) << plan.status();
  const auto no_error = [](absl::string_view, absl::string_view, const google::protobuf::Message&) {
    return google::rpc::Status();
  };
  test::v1::Thing thing;
  JsonEnvelope envelope;
  if (!ReadJson(&json, **plan, no_error, &thing, &envelope).empty()) return "problem";
  EXPECT_EQ(envelope.request_id, "") << "the tests below give none";
  if (unknown != nullptr) *unknown = envelope.unknown_fields;
  TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  std::string text;
  printer.PrintToString(thing, &text);
  if (!text.empty()) text.pop_back();
  return text;
}

struct Row {
  const char* json;
  const char* thing;
};

TEST(JsonFormsTest, EachFormIsWrittenAndReadBack) {
  constexpr Row kRows[] = {
      {R"({"names":[{"name":"a"},{"name":""},{"name":"b"}]})", R"(names: "a" names: "" names: "b")"},
      {R"({"sizes":[{"size":"1"},{"size":"-2"}]})", "sizes: 1 sizes: -2"},
      {R"({"on":1})", "on: true"},
      {R"({"words":"a b"})", R"(words: "a" words: "b")"},
      {R"({"spec":"{\"cpu\":\"arm\",\"count\":2}"})", R"(spec { cpu: "arm" count: 2 })"},
      {R"({"spec":"{\"inner\":\"{\\\"cpu\\\":\\\"\\\\\\\"\\\"}\"}"})", R"(spec { inner { cpu: "\"" } })"},
      {R"({"spec":"{}"})", "spec { }"},
      {R"({"numbers":[1,-9007199254740993]})", "numbers: 1 numbers: -9007199254740993"},
      {R"({"flags":[true,false]})", "flags: true flags: false"},
      {R"({"times":[5,0]})", "times { seconds: 5 } times { }"},
      {R"({"property":"{\"a\":\"1\",\"b\":\"\"}"})",
       R"(properties { key: "a" value: "1" } properties { key: "b" value: "" })"},
      {R"({"labels":{"a":"1"}})", R"(labels { key: "a" value: "1" })"},
      {R"({"number_as_text":"7"})", "number_as_text: 7"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Write<test::v1::Thing>(row.thing), row.json);
    // An item that is empty reads as one that is absent.
    const std::string back = row.thing == kRows[0].thing ? R"(names: "a" names: "b")" : row.thing;
    EXPECT_EQ(Read(row.json), back) << row.json;
  }
}

TEST(JsonFormsTest, AListOfEnumsIsWrittenWithEveryValue) {
  EXPECT_EQ(Write<test::v1::Thing>("shades: [COLOR_RED, COLOR_BLUE]"), R"({"shades":[1,"b",2]})");
  EXPECT_EQ(Write<test::v1::Thing>("colors: [COLOR_BLUE, COLOR_RED]"), R"({"colors":"b,2,1"})");
}

TEST(JsonFormsTest, ListsThatComeAsOneTextAreLenient) {
  constexpr Row kRows[] = {
      {R"({"colors":"1, b,magic,"})",
       "colors: COLOR_RED colors: COLOR_BLUE colors: COLOR_UNSPECIFIED "
       R"(upstream_colors: "1" upstream_colors: "b" upstream_colors: "magic")"},
      {R"({"colors":1})", R"(colors: COLOR_RED upstream_colors: "1")"},
      {R"({"colors":["2"]})", R"(colors: COLOR_BLUE upstream_colors: "2")"},
      {R"({"words":"  a   b "})", R"(words: "a" words: "b")"},
      {R"({"words":["a b"]})", R"(words: "a b")"},
      {R"({"words":"","colors":null})", ""},
      {R"({"words":{}})", "problem"},
      {R"({"numbers":"1,2"})", "problem"},
      {R"({"shades":[1,"b"]})", "shades: COLOR_RED shades: COLOR_BLUE"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Read(row.json), row.thing) << row.json;
}

TEST(JsonFormsTest, AListOfItemsIsReadItemByItem) {
  constexpr Row kRows[] = {
      {R"({"names":[{"name":5},{"name":true}]})", R"(names: "5" names: "true")"},
      {R"({"names":[{"name":null},{},null,{"name":""}]})", ""},
      {R"({"names":["plain",{"name":"a"}]})", R"(names: "plain" names: "a")"},
      {R"({"names":[]})", ""},
      {R"({"names":{"name":"a"}})", "problem"},
      {R"({"names":"a"})", "problem"},
      {R"({"names":[{"name":{}}]})", "problem"},
      {R"({"names":[{"name":["a"]}]})", "problem"},
      {R"({"names":[[]]})", "problem"},
      {R"({"sizes":[{"size":"x"}]})", "problem"},
      {R"({"names":[{"name":"a"}],"on":1})", R"(names: "a" on: true)"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Read(row.json), row.thing) << row.json;
}

TEST(JsonFormsTest, UnknownKeysInItemsAndInnerTextsAreCountedAndSkipped) {
  int unknown = 0;
  EXPECT_EQ(
      Read(R"({"names":[{"x":{"name":"no"},"name":"a","y":[1]},{"request_id":"r","name":"b"}]})", &unknown),
      R"(names: "a" names: "b")");
  EXPECT_EQ(unknown, 3);
  EXPECT_EQ(Read(R"({"spec":"{\"x\":[{}],\"request_id\":\"r\",\"count\":1}"})", &unknown),
            "spec { count: 1 }")
      << "an inner text has no envelope";
  EXPECT_EQ(unknown, 2);
}

TEST(JsonFormsTest, AMessageInATextIsReadLeniently) {
  constexpr Row kRows[] = {
      {R"({"spec":"{\"count\":\"2\",}"})", "spec { count: 2 }"},
      {R"({"spec":"{\"cpu\":null}"})", "spec { }"},
      {R"({"spec":{"cpu":"a","inner":{"count":1}}})", R"(spec { cpu: "a" inner { count: 1 } })"},
      {R"({"spec":""})", ""},
      {R"({"spec":null})", ""},
      {R"({"spec":"[]"})", "problem"},
      {R"({"spec":"{\"count\":\"x\"}"})", "problem"},
      {R"({"spec":"{"})", "problem"},
      {R"({"spec":"{}{}"})", "problem"},
      {R"({"spec":"{}\u0000"})", "problem"},
      {R"({"spec":5})", "problem"},
      {R"({"spec":[]})", "problem"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Read(row.json), row.thing) << row.json;
}

TEST(JsonFormsTest, TextsInTextsAreBoundedInDepth) {
  std::string text = "{}";
  for (int i = 0; i < 10; ++i) {
    std::string quoted;
    for (const char c : text) quoted.append(c == '"' || c == '\\' ? 1 : 0, '\\').push_back(c);
    text = "{\"inner\":\"" + quoted + "\"}";
  }
  const std::string json = "{\"spec\":" + text + "}";
  EXPECT_NE(Read(json), "problem");
  std::string deep = json;
  for (int i = 0; i < kMaxJsonDepth - 11; ++i) deep.replace(deep.find(text), 0, "{\"inner\":").append("}");
  EXPECT_EQ(Read(deep), "problem");
}

TEST(JsonFormsTest, MapsTakeNumbersAndBoolsAsTextAndPassOverNull) {
  const std::string both = R"({ key: "b" value: "true" })";
  for (const char* json : {R"({"property":{"a":1.50,"b":true,"c":null}})",
                           R"({"property":"{\"a\":1.50,\"b\":true,\"c\":null}"})",
                           R"({"property":{"a":1.50,"x":{"y":[1]},"b":true,"z":[{"a":2}]}})"})
    EXPECT_EQ(Read(json), R"(properties { key: "a" value: "1.50" } properties )" + both) << json;
  EXPECT_EQ(Read(R"({"labels":{"a":1.50,"b":true,"c":null}})"),
            R"(labels { key: "a" value: "1.50" } labels )" + both);
  EXPECT_EQ(Read(R"({"labels":"","property":""})"), "");
  EXPECT_EQ(Read(R"({"labels":{"a":{}}})"), "problem");
}

TEST(JsonFormsTest, WhatIsSentUnsetGoesOutEmpty) {
  EXPECT_EQ(Write<test::v1::Unset>(""), R"({"note":"","start_time":"","color":"any"})");
  EXPECT_EQ(Write<test::v1::Unset>("note: 'n' start_time { seconds: 2 } color: COLOR_RED"),
            R"({"note":"n","start_time":2000,"color":1})");
}

TEST(JsonFormsTest, TextsThatAreNoFieldsComeFirst) {
  EXPECT_EQ(Write<test::v1::Thing>("on: true", {{"action", "a\"b"}, {"limit", "10"}}),
            R"({"action":"a\"b","limit":"10","on":1})");
}

}  // namespace
}  // namespace cloudphone
