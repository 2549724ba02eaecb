#include "adapters/cph/binding/message_plan.h"

#include <memory>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::google::protobuf::DescriptorPool;
using ::google::protobuf::FileDescriptorProto;
using ::testing::HasSubstr;

// A message with one field, which each case gives its type and option.
constexpr char kFile[] = R"pb(
  name: "made/up.proto"
  package: "made.up"
  syntax: "proto3"
  dependency: "cloudphone/rest/v1/rest.proto"
  dependency: "google/protobuf/timestamp.proto"
  dependency: "google/rpc/status.proto"
  enum_type {
    name: "Color"
    value {
      name: "COLOR_UNSPECIFIED"
      number: 0
      options {
        [cloudphone.rest.v1.value] { read: "0" }
      }
    }
    value {
      name: "COLOR_RED"
      number: 1
      options {
        [cloudphone.rest.v1.value] { read: "1" write: "1" }
      }
    }
  }
  enum_type {
    name: "Silent"
    value { name: "SILENT_UNSPECIFIED" number: 0 }
  }
  message_type {
    name: "Inner"
    field {
      name: "keys"
      number: 1
      type: TYPE_STRING
      label: LABEL_REPEATED
      options {
        [cloudphone.rest.v1.field] { INNER }
      }
    }
  }
  message_type {
    name: "Outer"
    field {
      name: "it"
      number: 1 THE_TYPE
      options {
        [cloudphone.rest.v1.field] { OPTION }
      }
    }
  }
)pb";

struct Field {
  std::string type;  // "string", "repeated Color" …
  std::string option;
  std::string inner;
};

std::string TypeText(const std::string& type) {
  const bool list = type.rfind("repeated ", 0) == 0;
  const std::string name = list ? type.substr(9) : type;
  const std::string label = list ? "label: LABEL_REPEATED " : "label: LABEL_OPTIONAL ";
  if (name == "Color" || name == "Silent")
    return absl::StrCat(label, "type: TYPE_ENUM type_name: '.made.up.", name, "'");
  if (name == "Inner") return absl::StrCat(label, "type: TYPE_MESSAGE type_name: '.made.up.Inner'");
  if (name == "Timestamp")
    return absl::StrCat(label, "type: TYPE_MESSAGE type_name: '.google.protobuf.Timestamp'");
  if (name == "Status") return absl::StrCat(label, "type: TYPE_MESSAGE type_name: '.google.rpc.Status'");
  return absl::StrCat(label, "type: TYPE_", absl::AsciiStrToUpper(name));
}

// "" where the field can travel that way, else why not.
std::string Problem(const Field& field, Direction direction) {
  const std::string text = absl::StrReplaceAll(
      kFile, {{"INNER", field.inner}, {"THE_TYPE", TypeText(field.type)}, {"OPTION", field.option}});
  FileDescriptorProto file;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &file)) << text;
  DescriptorPool pool(DescriptorPool::generated_pool());
  const auto* built = pool.BuildFile(file);
  if (built == nullptr) return "the test's own .proto does not build";
  PlanSet plans;
  return std::string(plans.Add(built->FindMessageTypeByName("Outer"), direction).status().message());
}

TEST(MessagePlanTest, EachFormFitsItsFieldsOnly) {
  const char* const kTypes[] = {"string",         "bool",           "int32",           "Color",
                                "Timestamp",      "Inner",          "repeated string", "repeated bool",
                                "repeated int32", "repeated Color", "repeated Inner",  "repeated Timestamp"};
  const struct {
    const char* form;
    const char* fits;  // One letter for each type: x where the form fits it.
  } kRows[] = {
      {"FORM_UNSPECIFIED", "xxxxxxxxxxxx"},  {"FORM_TEXT", "-xxx---xxx--"},
      {"FORM_ZERO_ONE", "-x-----x----"},     {"FORM_JSON_TEXT", "-----x------"},
      {"FORM_COMMA_LIST", "------xxxx--"},   {"FORM_SPACE_LIST", "------xxxx--"},
      {"FORM_REPEATED_KEY", "------x--x--"}, {"FORM_EPOCH_SECONDS", "----x------x"},
      {"FORM_EPOCH_MILLIS", "----x------x"}, {"FORM_LOCAL_TIME", "----x------x"},
      {"FORM_ERROR", "------------"},
  };
  for (const auto& row : kRows) {
    for (int i = 0; i < 12; ++i) {
      const std::string problem =
          Problem({kTypes[i], absl::StrCat("form: ", row.form), ""}, Direction::kRequest);
      const std::string what = absl::StrCat("made.up.Outer.it: form ", row.form, " does not fit the field");
      EXPECT_EQ(problem, row.fits[i] == 'x' ? "" : what) << kTypes[i];
    }
  }
}

TEST(MessagePlanTest, SomeFormsFitOneDirectionOnly) {
  const Field error = {"Status", "form: FORM_ERROR", ""};
  EXPECT_EQ(Problem(error, Direction::kAnswer), "");
  EXPECT_THAT(Problem(error, Direction::kRequest), HasSubstr("form FORM_ERROR does not fit"));
  EXPECT_THAT(Problem({"Status", "", ""}, Direction::kAnswer),
              HasSubstr("form FORM_UNSPECIFIED does not fit"));
  const Field key = {"repeated string", "form: FORM_REPEATED_KEY", ""};
  EXPECT_THAT(Problem(key, Direction::kAnswer), HasSubstr("form FORM_REPEATED_KEY does not fit"));
  EXPECT_THAT(Problem({"Inner", "", "form: FORM_REPEATED_KEY"}, Direction::kRequest),
              HasSubstr("made.up.Inner.keys: form FORM_REPEATED_KEY is for a field of a request itself"));
}

TEST(MessagePlanTest, WhatIsOnlyCheckedMayBeOfAnyType) {
  for (const char* type : {"uint64", "bytes", "double", "repeated uint32", "Status", "Inner", "Silent"}) {
    EXPECT_EQ(Problem({type, "", ""}, Direction::kChecked), "") << type;
  }
  EXPECT_THAT(Problem({"uint64", "", ""}, Direction::kRequest), HasSubstr("does not know this type"));
  EXPECT_THAT(Problem({"bytes", "", ""}, Direction::kAnswer), HasSubstr("does not know this type"));
  EXPECT_THAT(Problem({"Silent", "", ""}, Direction::kRequest), HasSubstr("no enum value can be sent"));
  EXPECT_THAT(Problem({"uint64", "check { max_bytes: 9 }", ""}, Direction::kChecked),
              HasSubstr("are for texts"));
}

TEST(MessagePlanTest, NoOptionIsSilentlyWithoutEffect) {
  const struct {
    Field field;
    const char* problem;  // "" where it is in order.
  } kRows[] = {
      {{"repeated string", "item: 'x'", ""}, ""},
      {{"repeated bool", "item: 'x' form: FORM_ZERO_ONE", ""}, ""},
      {{"string", "item: 'x'", ""}, "item is for lists of scalars"},
      {{"repeated Inner", "item: 'x'", ""}, "item is for lists of scalars"},
      {{"repeated string", "item: 'x' form: FORM_COMMA_LIST", ""}, "item is for lists of scalars"},
      {{"repeated string", "item: 'x' where: WHERE_LOCAL", ""}, "for fields that travel"},
      {{"string", "send_unset: true", ""}, ""},
      {{"Timestamp", "send_unset: true", ""}, ""},
      {{"Color", "send_unset: true", ""}, "needs a zero value that can be sent"},
      {{"int32", "send_unset: true", ""}, "send_unset is for single texts"},
      {{"repeated string", "send_unset: true", ""}, "send_unset is for single texts"},
      {{"string", "send_unset: true where: WHERE_LOCAL", ""}, "for fields that travel"},
      {{"int32", "check { min: 1 }", ""}, ""},
      {{"repeated int32", "check { min: -1 max: 0 }", ""}, ""},
      {{"string", "check { min: 1 }", ""}, "min and max are for whole numbers"},
      {{"bool", "check { max: 1 }", ""}, "min and max are for whole numbers"},
      {{"int32", "check { min: 2 max: 1 }", ""}, "min is above max"},
      {{"int32", "check { max: -1 }", ""}, "min is above max"},
      {{"repeated string", "form: FORM_SPACE_LIST check { max_joined_bytes: 9 }", ""}, ""},
      {{"repeated string", "check { max_joined_bytes: 9 }", ""}, "max_joined_bytes is for lists"},
      {{"string", "check { one_of: 'a' }", ""}, "one_of a has no second field"},
      {{"int32", "check { max_bytes: 9 }", ""}, "are for texts"},
      {{"string", "check { max_items: 9 }", ""}, "max_items is for lists"},
      {{"repeated int32", "check { unique: true }", ""}, "unique is for lists of texts"},
  };
  for (const auto& row : kRows) {
    const std::string problem = Problem(row.field, Direction::kRequest);
    SCOPED_TRACE(absl::StrCat(row.field.type, " ", row.field.option));
    if (*row.problem == '\0') {
      EXPECT_EQ(problem, "");
    } else {
      EXPECT_THAT(problem, HasSubstr(absl::StrCat("made.up.Outer.it: ")));
      EXPECT_THAT(problem, HasSubstr(row.problem));
    }
  }
}

}  // namespace
}  // namespace cloudphone
