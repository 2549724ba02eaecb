#include "service/serving/config/scalar_field.h"

#include <cmath>
#include <cstdint>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"

namespace cloudphone {
namespace {

using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::EnumValueDescriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

// What a Duration can hold (google/protobuf/duration.proto).
constexpr absl::Duration kLongest = absl::Seconds(315576000000);

template <typename Value>
void Put(Message* message, const FieldDescriptor* field, Value value,
         void (Reflection::*set)(Message*, const FieldDescriptor*, Value) const,
         void (Reflection::*add)(Message*, const FieldDescriptor*, Value) const) {
  (message->GetReflection()->*(field->is_repeated() ? add : set))(message, field, std::move(value));
}

// Decimal, as people write it: no sign but '-', no blanks, no leading zero, which elsewhere means octal.
template <typename Number>
bool ParseWhole(const YamlNode& node, Number* number) {
  absl::string_view digits = node.text;
  if (absl::StartsWith(digits, "-")) digits.remove_prefix(1);
  const bool plain = !digits.empty() && absl::ascii_isdigit(static_cast<unsigned char>(digits[0])) &&
                     (digits[0] != '0' || digits.size() == 1);
  return plain && !node.quoted && absl::SimpleAtoi(node.text, number);
}

template <typename Number>
std::string PutWhole(const YamlNode& node, Message* message, const FieldDescriptor* field,
                     void (Reflection::*set)(Message*, const FieldDescriptor*, Number) const,
                     void (Reflection::*add)(Message*, const FieldDescriptor*, Number) const) {
  Number number = 0;
  if (!ParseWhole(node, &number))
    return std::is_unsigned_v<Number> ? "is no whole number from 0 on that fits"
                                      : "is no whole number that fits";
  Put(message, field, number, set, add);
  return "";
}

std::string PutReal(const YamlNode& node, Message* message, const FieldDescriptor* field) {
  double number = 0;
  if (node.quoted || !absl::SimpleAtod(node.text, &number) || !std::isfinite(number)) return "is no number";
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_FLOAT) {
    Put(message, field, static_cast<float>(number), &Reflection::SetFloat, &Reflection::AddFloat);
  } else {
    Put(message, field, number, &Reflection::SetDouble, &Reflection::AddDouble);
  }
  return "";
}

std::string PutBool(const YamlNode& node, Message* message, const FieldDescriptor* field) {
  const bool is_true = node.text == "true";
  if (node.quoted || (!is_true && node.text != "false")) return "is neither true nor false";
  Put(message, field, is_true, &Reflection::SetBool, &Reflection::AddBool);
  return "";
}

// "LOG_LEVEL_" of LogLevel.
std::string PrefixOf(const EnumDescriptor* type) {
  std::string prefix;
  for (const char c : type->name()) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c)) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  return prefix + "_";
}

// A value's name without the prefix of its type, in small letters.
std::string ShortName(const EnumValueDescriptor* value) {
  absl::string_view name = value->name();
  const std::string prefix = PrefixOf(value->type());
  if (absl::StartsWith(name, prefix)) name.remove_prefix(prefix.size());
  return absl::AsciiStrToLower(name);
}

// The zero value means that nothing is set, so nobody sets it.
std::string PutEnum(const YamlNode& node, Message* message, const FieldDescriptor* field) {
  const EnumDescriptor* const type = field->enum_type();
  std::vector<std::string> names;
  for (int i = 0; i < type->value_count(); ++i) {
    const EnumValueDescriptor* const value = type->value(i);
    if (value->number() == 0) continue;
    names.push_back(ShortName(value));
    if (node.text != names.back() && node.text != value->name()) continue;
    Put(message, field, value, &Reflection::SetEnum, &Reflection::AddEnum);
    return "";
  }
  return absl::StrCat("is none of ", absl::StrJoin(names, ", "));
}

}  // namespace

std::string SetScalar(const YamlNode& node, Message* message, const FieldDescriptor* field) {
  if (node.kind != YamlNode::Kind::kScalar) return "is to be a single value";
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return PutWhole<int32_t>(node, message, field, &Reflection::SetInt32, &Reflection::AddInt32);
    case FieldDescriptor::CPPTYPE_INT64:
      return PutWhole<int64_t>(node, message, field, &Reflection::SetInt64, &Reflection::AddInt64);
    case FieldDescriptor::CPPTYPE_UINT32:
      return PutWhole<uint32_t>(node, message, field, &Reflection::SetUInt32, &Reflection::AddUInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      return PutWhole<uint64_t>(node, message, field, &Reflection::SetUInt64, &Reflection::AddUInt64);
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return PutReal(node, message, field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return PutBool(node, message, field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return PutEnum(node, message, field);
    case FieldDescriptor::CPPTYPE_STRING:
      Put(message, field, node.text, &Reflection::SetString, &Reflection::AddString);
      return "";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return "is to be a map";
}

std::string SetDuration(const YamlNode& node, Message* duration) {
  absl::Duration parsed;
  if (node.kind != YamlNode::Kind::kScalar || !absl::ParseDuration(node.text, &parsed) || parsed > kLongest ||
      parsed < -kLongest)
    return "is no duration such as 5s or 200ms";
  google::protobuf::Duration value;
  value.set_seconds(absl::IDivDuration(parsed, absl::Seconds(1), &parsed));
  value.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(parsed)));
  duration->CopyFrom(value);
  return "";
}

}  // namespace cloudphone
