// YAML into messages: what is taken, and each thing that is not, with the words that the user sees.

#include "service/serving/config/config_reader.h"

#include <memory>
#include <string>

#include "cloudphone/config/v1/config.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::google::protobuf::TextFormat;
using ::testing::ElementsAre;
using ::testing::Pair;

// A message with a field of each kind, which the configuration itself does not have.
constexpr char kEveryKind[] = R"pb(
  name: "every_kind.proto"
  package: "t"
  syntax: "proto3"
  dependency: "google/protobuf/duration.proto"
  message_type {
    name: "EveryKind"
    field { name: "text" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "i32" number: 2 type: TYPE_INT32 label: LABEL_OPTIONAL }
    field { name: "i64" number: 3 type: TYPE_INT64 label: LABEL_OPTIONAL }
    field { name: "u32" number: 4 type: TYPE_UINT32 label: LABEL_OPTIONAL }
    field { name: "u64" number: 5 type: TYPE_UINT64 label: LABEL_OPTIONAL }
    field { name: "real" number: 6 type: TYPE_DOUBLE label: LABEL_OPTIONAL }
    field { name: "single" number: 7 type: TYPE_FLOAT label: LABEL_OPTIONAL }
    field { name: "flag" number: 8 type: TYPE_BOOL label: LABEL_OPTIONAL }
    field { name: "mood" number: 9 type: TYPE_ENUM type_name: ".t.GoodMood" label: LABEL_OPTIONAL }
    field {
      name: "span"
      number: 10
      type: TYPE_MESSAGE
      type_name: ".google.protobuf.Duration"
      label: LABEL_OPTIONAL
    }
    field { name: "texts" number: 11 type: TYPE_STRING label: LABEL_REPEATED }
    field { name: "numbers" number: 12 type: TYPE_INT32 label: LABEL_REPEATED }
    field { name: "moods" number: 13 type: TYPE_ENUM type_name: ".t.GoodMood" label: LABEL_REPEATED }
    field { name: "inner" number: 14 type: TYPE_MESSAGE type_name: ".t.EveryKind" label: LABEL_OPTIONAL }
    field { name: "inners" number: 15 type: TYPE_MESSAGE type_name: ".t.EveryKind" label: LABEL_REPEATED }
    field {
      name: "spans"
      number: 16
      type: TYPE_MESSAGE
      type_name: ".google.protobuf.Duration"
      label: LABEL_REPEATED
    }
    field {
      name: "labels"
      number: 17
      type: TYPE_MESSAGE
      type_name: ".t.EveryKind.LabelsEntry"
      label: LABEL_REPEATED
    }
    field {
      name: "rooms"
      number: 18
      type: TYPE_MESSAGE
      type_name: ".t.EveryKind.RoomsEntry"
      label: LABEL_REPEATED
    }
    field { name: "this" number: 19 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
    field { name: "that" number: 20 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
    nested_type {
      name: "LabelsEntry"
      field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
      field { name: "value" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
      options { map_entry: true }
    }
    nested_type {
      name: "RoomsEntry"
      field { name: "key" number: 1 type: TYPE_INT32 label: LABEL_OPTIONAL }
      field { name: "value" number: 2 type: TYPE_MESSAGE type_name: ".t.EveryKind" label: LABEL_OPTIONAL }
      options { map_entry: true }
    }
    oneof_decl { name: "choice" }
  }
  enum_type {
    name: "GoodMood"
    value { name: "GOOD_MOOD_UNSPECIFIED" number: 0 }
    value { name: "GOOD_MOOD_CALM" number: 1 }
    value { name: "GOOD_MOOD_VERY_GLAD" number: 2 }
  })pb";

class ConfigReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    google::protobuf::Duration::descriptor();  // So that its file is known.
    google::protobuf::FileDescriptorProto file;
    ASSERT_TRUE(TextFormat::ParseFromString(kEveryKind, &file));
    const auto* const built = pool_.BuildFile(file);
    ASSERT_NE(built, nullptr);
    message_.reset(factory_.GetPrototype(built->FindMessageTypeByName("EveryKind"))->New());
  }

  absl::Status Read(const std::string& yaml) {
    message_->Clear();
    return ReadConfig("c.yaml", yaml, message_.get()).status();
  }

  // The message that comes of `yaml`, as text.
  std::string Shown(const std::string& yaml) {
    const absl::Status status = Read(yaml);
    if (!status.ok()) return std::string(status.message());
    std::string text;
    TextFormat::Printer printer;
    printer.SetSingleLineMode(true);
    printer.PrintToString(*message_, &text);
    if (!text.empty()) text.pop_back();
    return text;
  }

  google::protobuf::DescriptorPool pool_{google::protobuf::DescriptorPool::generated_pool()};
  google::protobuf::DynamicMessageFactory factory_;
  std::unique_ptr<google::protobuf::Message> message_;
};

TEST_F(ConfigReaderTest, TakesEachKindOfField) {
  struct Row {
    const char* yaml;
    const char* message;
  };
  const Row rows[] = {
      {"text: plain words", "text: \"plain words\""},
      {"text: 0123", "text: \"0123\""},
      {"text: yes", "text: \"yes\""},
      {"text: 'null'", "text: \"null\""},
      {"text: \"\"", ""},
      {"text: |\n  two\n  lines\n", "text: \"two\\nlines\\n\""},
      {"i32: -5", "i32: -5"},
      {"i32: 2147483647", "i32: 2147483647"},
      {"i64: -9223372036854775808", "i64: -9223372036854775808"},
      {"u32: 4294967295", "u32: 4294967295"},
      {"u64: 18446744073709551615", "u64: 18446744073709551615"},
      {"real: 0.2", "real: 0.2"},
      {"real: 5", "real: 5"},
      {"single: -1.5", "single: -1.5"},
      {"flag: true", "flag: true"},
      {"flag: false", ""},
      {"mood: very_glad", "mood: GOOD_MOOD_VERY_GLAD"},
      {"mood: GOOD_MOOD_CALM", "mood: GOOD_MOOD_CALM"},
      {"span: 1m30s", "span { seconds: 90 }"},
      {"span: 200ms", "span { nanos: 200000000 }"},
      {"span: -1.5s", "span { seconds: -1 nanos: -500000000 }"},
      {"span: '0'", "span { }"},
      {"texts: [a, 'b', 3]", "texts: \"a\" texts: \"b\" texts: \"3\""},
      {"texts: []", ""},
      {"numbers:\n- 1\n- 2", "numbers: 1 numbers: 2"},
      {"moods: [calm, very_glad]", "moods: GOOD_MOOD_CALM moods: GOOD_MOOD_VERY_GLAD"},
      {"inner: {text: a, inner: {i32: 1}}", "inner { text: \"a\" inner { i32: 1 } }"},
      {"inner: {}", "inner { }"},
      {"inners:\n- text: a\n- i32: 2", "inners { text: \"a\" } inners { i32: 2 }"},
      {"spans: [1s, 2s]", "spans { seconds: 1 } spans { seconds: 2 }"},
      {"labels: {a b: 1}", "labels { key: \"a b\" value: \"1\" }"},
      {"rooms: {7: {text: a}}", "rooms { key: 7 value { text: \"a\" } }"},
      {"that: x", "that: \"x\""},
      {"# a comment\n---\ntext: a\n...\n", "text: \"a\""},
      {"{}", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(Shown(row.yaml), row.message) << row.yaml;
}

TEST_F(ConfigReaderTest, SaysWhereAndWhatIsWrong) {
  struct Row {
    const char* yaml;
    const char* fault;
  };
  const Row rows[] = {
      {"text: a\ntxet: b", "c.yaml:2: txet: no such key"},
      {"inner:\n  inners:\n  - text: a\n  - text: b\n    numbr: 1",
       "c.yaml:5: inner.inners[1].numbr: no such key"},
      {"inner: {x: 1}", "c.yaml:1: inner.x: no such key"},
      {"Text: a", "c.yaml:1: Text: no such key"},
      {"<<: {text: a}", "c.yaml:1: <<: no such key"},
      {"text: a\ni32: 1\ntext: b", "c.yaml:3: text: given before, in line 1"},
      {"labels: {a: 1, a: 2}", "c.yaml:1: labels.a: given before, in line 1"},
      {"this: a\nthat: b", "c.yaml:2: that: excludes this, which is given too"},
      {"text:", "c.yaml:1: text: has no value"},
      {"inner:\n  # text: a\ni32: 1", "c.yaml:1: inner: has no value"},
      {"text: ~", "c.yaml:1: text: has no value"},
      {"texts: [a, null]", "c.yaml:1: texts[1]: has no value"},
      {"labels: {a: }", "c.yaml:1: labels.a: has no value"},
      {"text: [a]", "c.yaml:1: text: is to be a single value"},
      {"i32: {a: 1}", "c.yaml:1: i32: is to be a single value"},
      {"texts: a", "c.yaml:1: texts: is no list"},
      {"texts: {a: 1}", "c.yaml:1: texts: is no list"},
      {"inners: {text: a}", "c.yaml:1: inners: is no list"},
      {"labels: [a]", "c.yaml:1: labels: is no map"},
      {"i32: five", "c.yaml:1: i32: is no whole number that fits"},
      {"i32: '5'", "c.yaml:1: i32: is no whole number that fits"},
      {"i32: 5.0", "c.yaml:1: i32: is no whole number that fits"},
      {"i32: 010", "c.yaml:1: i32: is no whole number that fits"},
      {"i32: 0x10", "c.yaml:1: i32: is no whole number that fits"},
      {"i32: +5", "c.yaml:1: i32: is no whole number that fits"},
      {"i32: 1_000", "c.yaml:1: i32: is no whole number that fits"},
      {"i32: 2147483648", "c.yaml:1: i32: is no whole number that fits"},
      {"i64: 9223372036854775808", "c.yaml:1: i64: is no whole number that fits"},
      {"u32: -1", "c.yaml:1: u32: is no whole number from 0 on that fits"},
      {"u32: 4294967296", "c.yaml:1: u32: is no whole number from 0 on that fits"},
      {"u64: 4 MiB", "c.yaml:1: u64: is no whole number from 0 on that fits"},
      {"numbers: [1, x]", "c.yaml:1: numbers[1]: is no whole number that fits"},
      {"real: fast", "c.yaml:1: real: is no number"},
      {"real: .nan", "c.yaml:1: real: is no number"},
      {"real: inf", "c.yaml:1: real: is no number"},
      {"single: '1'", "c.yaml:1: single: is no number"},
      {"flag: yes", "c.yaml:1: flag: is neither true nor false"},
      {"flag: 'true'", "c.yaml:1: flag: is neither true nor false"},
      {"flag: True", "c.yaml:1: flag: is neither true nor false"},
      {"mood: glum", "c.yaml:1: mood: is none of calm, very_glad"},
      {"mood: 1", "c.yaml:1: mood: is none of calm, very_glad"},
      {"mood: unspecified", "c.yaml:1: mood: is none of calm, very_glad"},
      {"mood: GOOD_MOOD_UNSPECIFIED", "c.yaml:1: mood: is none of calm, very_glad"},
      {"span: 5", "c.yaml:1: span: is no duration such as 5s or 200ms"},
      {"span: 5 s", "c.yaml:1: span: is no duration such as 5s or 200ms"},
      {"span: 5d", "c.yaml:1: span: is no duration such as 5s or 200ms"},
      {"span: inf", "c.yaml:1: span: is no duration such as 5s or 200ms"},
      {"span: 90000000000h", "c.yaml:1: span: is no duration such as 5s or 200ms"},
      {"span: {seconds: 5}", "c.yaml:1: span: is no duration such as 5s or 200ms"},
      {"spans: [1s, 2]", "c.yaml:1: spans[1]: is no duration such as 5s or 200ms"},
      {"rooms: {a: {}}", "c.yaml:1: rooms.a: is no whole number that fits"},
      {"", "c.yaml: is empty"},
      {"# nothing\n", "c.yaml: is empty"},
      {"text: a\n---\ntext: b\n", "c.yaml:3: a second document begins; one is taken"},
      {"text: a\n...\nx\n", "c.yaml:3: a second document begins; one is taken"},
      {"text: &a b\ninner: {text: *a}", "c.yaml:1: an anchor is not taken"},
      {"text: *a", "c.yaml:1: the referenced anchor is not defined"},
      {"text: !!str 5", "c.yaml:1: a tag is not taken"},
      {"inner: !mine {text: a}", "c.yaml:1: a tag is not taken"},
      {"? [a]\n: 1", "c.yaml:1: a key is not plain text"},
      {"~: 1", "c.yaml:1: a key is not plain text"},
      {"text: a: b", "c.yaml:1: illegal map value"},
      {"texts: [a,\n b", "c.yaml:2: end of sequence flow not found"},
      {"inner:\n\ttext: a", "c.yaml:2: illegal map value"},
      {"text: 'a", "c.yaml:1: illegal EOF in scalar"},
  };
  for (const Row& row : rows) EXPECT_EQ(Shown(row.yaml), row.fault) << row.yaml;
}

TEST_F(ConfigReaderTest, ADocumentThatIsNoMapIsRefusedWithTheKeysThatItMayHave) {
  for (const char* yaml : {"- a\n", "a\n", "---\n", "~\n", "[]\n"}) {
    const absl::Status status = Read(yaml);
    EXPECT_THAT(std::string(status.message()),
                testing::MatchesRegex("c.yaml:[12]: needs keys of its own: text, i32, .*that"))
        << yaml;
  }
}

TEST_F(ConfigReaderTest, NestingIsBounded) {
  std::string deep;
  for (int i = 0; i < 15; ++i) deep += std::string(i, ' ') + "inner:\n";
  EXPECT_TRUE(Read(deep + std::string(15, ' ') + "text: a").ok());
  EXPECT_EQ(Shown(deep + std::string(15, ' ') + "inner:\n" + std::string(16, ' ') + "text: a"),
            "c.yaml:17: nested too deep");
  EXPECT_EQ(Shown(std::string(100000, '[')), "c.yaml:1: a key is not plain text");
  EXPECT_EQ(Shown("texts: " + std::string(100000, '[') + std::string(100000, ']')),
            "c.yaml:1: nested too deep");
}

TEST_F(ConfigReaderTest, TellsWhereEachKeyStands) {
  const auto lines =
      ReadConfig("c.yaml", "text: a\ninner:\n  i32: 1\ninners:\n- text: a\n-\n  i32: 2\n", message_.get());
  ASSERT_TRUE(lines.ok()) << lines.status();
  EXPECT_THAT(lines->lines, ElementsAre(Pair("inner", 2), Pair("inner.i32", 3), Pair("inners", 4),
                                        Pair("inners[0]", 5), Pair("inners[0].text", 5), Pair("inners[1]", 7),
                                        Pair("inners[1].i32", 7), Pair("text", 1)));
  EXPECT_EQ(Locate(*lines, "inner.i32"), "c.yaml:3: inner.i32");
  EXPECT_EQ(Locate(*lines, "inners[1].text"), "c.yaml:7: inners[1].text") << "where it is missing";
  EXPECT_EQ(Locate(*lines, "inners[2].text"), "c.yaml:4: inners[2].text");
  EXPECT_EQ(Locate(*lines, "flag"), "c.yaml: flag");
  EXPECT_EQ(Locate({}, "inner.i32"), "inner.i32");
}

TEST(ConfigSecretTest, ASecretInTheOpenIsRefusedAndNotShown) {
  constexpr char kFault[] =
      "c.yaml:1: accounts[0].credentials.secret_key: a secret is never written into the configuration: give "
      "the key file or environment";
  config::v1::Config config;
  for (const char* secret : {"sesame", "'sesame'", "[sesame]", "5"}) {
    const std::string yaml = std::string("accounts: [{credentials: {secret_key: ") + secret + "}}]";
    EXPECT_EQ(ReadConfig("c.yaml", yaml, &config).status().message(), kFault) << secret;
  }
  const absl::Status value =
      ReadConfig("c.yaml", "accounts: [{credentials: {secret_key: {value: sesame}}}]", &config).status();
  EXPECT_EQ(value.message(),
            "c.yaml:1: accounts[0].credentials.secret_key.value: a secret is never written into the "
            "configuration: give the key file or environment");
  const absl::Status both =
      ReadConfig("c.yaml", "accounts: [{credentials: {secret_key: {file: a, environment: B}}}]", &config)
          .status();
  EXPECT_EQ(both.message(),
            "c.yaml:1: accounts[0].credentials.secret_key.environment: excludes file, which is given too");
}

}  // namespace
}  // namespace cloudphone
