#include "adapters/cph/json/field_store.h"

#include <cstdint>
#include <limits>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "adapters/cph/json/vendor_time.h"
#include "google/protobuf/timestamp.pb.h"
#include "rapidjson/memorystream.h"
#include "rapidjson/reader.h"

namespace cloudphone {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

bool StoreBool(ScalarKind kind, absl::string_view text, const FieldPlan& plan, Message* message) {
  const bool is_true =
      text == "true" || text == "1" || (kind == ScalarKind::kText && absl::EqualsIgnoreCase(text, "true"));
  const bool is_false =
      text == "false" || text == "0" || (kind == ScalarKind::kText && absl::EqualsIgnoreCase(text, "false"));
  if (!is_true && !is_false) return false;
  const Reflection* reflection = message->GetReflection();
  if (plan.repeated()) {
    reflection->AddBool(message, plan.field, is_true);
  } else {
    reflection->SetBool(message, plan.field, is_true);
  }
  return true;
}

bool StoreInteger(absl::string_view text, const FieldPlan& plan, Message* message) {
  // A sample of the vendor's prints a whole number as 2.0.
  if (const size_t point = text.find('.'); point != absl::string_view::npos) {
    if (text.find_first_not_of('0', point + 1) != absl::string_view::npos) return false;
    text = text.substr(0, point);
  }
  int64_t number;
  if (!absl::SimpleAtoi(text, &number)) return false;
  const Reflection* reflection = message->GetReflection();
  if (plan.shape == FieldShape::kInt64) {
    plan.repeated() ? reflection->AddInt64(message, plan.field, number)
                    : reflection->SetInt64(message, plan.field, number);
    return true;
  }
  if (number < std::numeric_limits<int32_t>::min() || number > std::numeric_limits<int32_t>::max())
    return false;
  plan.repeated() ? reflection->AddInt32(message, plan.field, static_cast<int32_t>(number))
                  : reflection->SetInt32(message, plan.field, static_cast<int32_t>(number));
  return true;
}

bool StoreEnum(absl::string_view text, const FieldPlan& plan, Message* message) {
  const Reflection* reflection = message->GetReflection();
  if (plan.raw != nullptr && plan.raw->type() == FieldDescriptor::TYPE_STRING) {
    plan.repeated() ? reflection->AddString(message, plan.raw, std::string(text))
                    : reflection->SetString(message, plan.raw, std::string(text));
  } else if (plan.raw != nullptr) {
    int32_t number;
    if (!absl::SimpleAtoi(text, &number)) return false;
    plan.repeated() ? reflection->AddInt32(message, plan.raw, number)
                    : reflection->SetInt32(message, plan.raw, number);
  }
  const auto known = plan.values->read.find(text);
  const int number = known == plan.values->read.end() ? 0 : known->second;
  plan.repeated() ? reflection->AddEnumValue(message, plan.field, number)
                  : reflection->SetEnumValue(message, plan.field, number);
  return true;
}

bool StoreTime(absl::string_view text, const FieldPlan& plan, Message* message) {
  google::protobuf::Timestamp time;
  if (!ParseVendorTime(text, &time)) return false;
  const Reflection* reflection = message->GetReflection();
  Message* target = plan.repeated() ? reflection->AddMessage(message, plan.field)
                                    : reflection->MutableMessage(message, plan.field);
  *static_cast<google::protobuf::Timestamp*>(target) = time;
  return true;
}

// Takes the texts, numbers and bools of one object, and passes over what is nested in it.
class FlatObjectHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, FlatObjectHandler> {
 public:
  FlatObjectHandler(const FieldPlan& plan, Message* message) : plan_(plan), message_(message) {}

  bool StartObject() { return ++depth_ <= kMaxDepth; }
  bool EndObject(rapidjson::SizeType) { return depth_-- > 0; }
  bool StartArray() { return depth_ > 0 && ++depth_ <= kMaxDepth; }
  bool EndArray(rapidjson::SizeType) { return depth_-- > 0; }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    if (depth_ == 1) key_.assign(text, size);
    return true;
  }
  bool String(const char* text, rapidjson::SizeType size, bool) { return Value({text, size}); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) { return Value({text, size}); }
  bool Bool(bool value) { return Value(value ? "true" : "false"); }
  bool Null() { return depth_ > 0; }

 private:
  static constexpr int kMaxDepth = 32;

  bool Value(absl::string_view value) {
    if (depth_ == 1) StoreMapEntry(key_, value, plan_, message_);
    return depth_ > 0;
  }

  const FieldPlan& plan_;
  Message* message_;
  std::string key_;
  int depth_ = 0;
};

}  // namespace

bool StoreScalar(ScalarKind kind, absl::string_view text, const FieldPlan& plan, Message* message) {
  const Reflection* reflection = message->GetReflection();
  switch (plan.shape) {
    case FieldShape::kText:
      plan.repeated() ? reflection->AddString(message, plan.field, std::string(text))
                      : reflection->SetString(message, plan.field, std::string(text));
      return true;
    case FieldShape::kBool:
      return StoreBool(kind, text, plan, message);
    case FieldShape::kInt32:
    case FieldShape::kInt64:
      return kind != ScalarKind::kBool && StoreInteger(text, plan, message);
    case FieldShape::kEnum:
      return kind != ScalarKind::kBool && StoreEnum(text, plan, message);
    case FieldShape::kTimestamp:
      return kind != ScalarKind::kBool && StoreTime(text, plan, message);
    case FieldShape::kTextMap:
      return kind == ScalarKind::kText && plan.form == rest::v1::FORM_JSON_TEXT &&
             StoreMapText(text, plan, message);
    case FieldShape::kMessage:
    case FieldShape::kError:
    case FieldShape::kOther:
      return false;
  }
  return false;
}

bool StoreListText(absl::string_view text, const FieldPlan& plan, Message* message) {
  if (!plan.joined()) return false;
  for (absl::string_view item : absl::StrSplit(text, plan.separator())) {
    item = absl::StripAsciiWhitespace(item);
    if (!item.empty() && !StoreScalar(ScalarKind::kText, item, plan, message)) return false;
  }
  return true;
}

void StoreMapEntry(absl::string_view key, absl::string_view value, const FieldPlan& plan, Message* message) {
  Message* entry = message->GetReflection()->AddMessage(message, plan.field);
  const Reflection* reflection = entry->GetReflection();
  reflection->SetString(entry, plan.field->message_type()->map_key(), std::string(key));
  reflection->SetString(entry, plan.field->message_type()->map_value(), std::string(value));
}

bool StoreMapText(absl::string_view text, const FieldPlan& plan, Message* message) {
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  FlatObjectHandler handler(plan, message);
  // A byte of zero would end the parse early: such text is no JSON.
  if (text.find('\0') != absl::string_view::npos) return false;
  constexpr unsigned kFlags = rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseTrailingCommasFlag;
  if (reader.Parse<kFlags>(stream, handler)) return true;
  message->GetReflection()->ClearField(message, plan.field);
  return false;
}

}  // namespace cloudphone
