#include "adapters/cph/json/field_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::Reflection;
using ::google::protobuf::Timestamp;

// The first vendor's value of an enum value; request_check refuses values without one.
std::string EnumText(int number, const EnumPlan& values) {
  const auto found = values.write.find(number);
  return found == values.write.end() ? "" : found->second.front();
}

std::string BoolText(bool value, rest::v1::Form form) {
  if (form == rest::v1::FORM_ZERO_ONE) return value ? "1" : "0";
  return value ? "true" : "false";
}

// A time in the form that the field asks for, UTC. Fractions of a second are cut.
std::string TimeText(const Timestamp& time, rest::v1::Form form) {
  const absl::Time when = absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
  switch (form) {
    case rest::v1::FORM_EPOCH_SECONDS:
      return absl::StrCat(time.seconds());
    case rest::v1::FORM_EPOCH_MILLIS:
      return absl::StrCat(absl::ToUnixMillis(when));
    case rest::v1::FORM_LOCAL_TIME:
      return absl::FormatTime("%E4Y-%m-%d %H:%M:%S", when, absl::UTCTimeZone());
    default:
      return absl::FormatTime("%E4Y-%m-%dT%H:%M:%SZ", when, absl::UTCTimeZone());
  }
}

// The text of item `i` of a list.
std::string ItemText(const Message& message, const FieldPlan& plan, int i) {
  const Reflection* reflection = message.GetReflection();
  switch (plan.shape) {
    case FieldShape::kText:
      return reflection->GetRepeatedString(message, plan.field, i);
    case FieldShape::kBool:
      return BoolText(reflection->GetRepeatedBool(message, plan.field, i), plan.form);
    case FieldShape::kInt32:
      return absl::StrCat(reflection->GetRepeatedInt32(message, plan.field, i));
    case FieldShape::kInt64:
      return absl::StrCat(reflection->GetRepeatedInt64(message, plan.field, i));
    case FieldShape::kTimestamp:
      return TimeText(static_cast<const Timestamp&>(reflection->GetRepeatedMessage(message, plan.field, i)),
                      plan.form);
    default:
      return "";
  }
}

}  // namespace

bool IsSet(const Message& message, const FieldPlan& plan) {
  const Reflection* reflection = message.GetReflection();
  return plan.field->is_repeated() ? reflection->FieldSize(message, plan.field) > 0
                                   : reflection->HasField(message, plan.field);
}

const FieldPlan* FirstMissing(const Message& message, const MessagePlan& plan) {
  for (const FieldPlan* field : plan.required) {
    if (!IsSet(message, *field)) return field;
  }
  return nullptr;
}

std::vector<std::string> ListTexts(const Message& message, const FieldPlan& plan) {
  const Reflection* reflection = message.GetReflection();
  const int size = reflection->FieldSize(message, plan.field);
  std::vector<std::string> texts;
  texts.reserve(size);
  for (int i = 0; i < size; ++i) {
    if (plan.shape != FieldShape::kEnum) {
      texts.push_back(ItemText(message, plan, i));
      continue;
    }
    const auto values = plan.values->write.find(reflection->GetRepeatedEnumValue(message, plan.field, i));
    if (values == plan.values->write.end()) continue;  // As in EnumText.
    texts.insert(texts.end(), values->second.begin(), values->second.end());
  }
  return texts;
}

std::string ScalarText(const Message& message, const FieldPlan& plan) {
  const Reflection* reflection = message.GetReflection();
  if (!IsSet(message, plan)) {
    return plan.send_unset && plan.shape == FieldShape::kEnum ? EnumText(0, *plan.values) : "";
  }
  if (plan.repeated()) {
    const char separator = plan.separator();
    return absl::StrJoin(ListTexts(message, plan), absl::string_view(&separator, 1));
  }
  switch (plan.shape) {
    case FieldShape::kText:
      return reflection->GetString(message, plan.field);
    case FieldShape::kBool:
      return BoolText(reflection->GetBool(message, plan.field), plan.form);
    case FieldShape::kInt32:
      return absl::StrCat(reflection->GetInt32(message, plan.field));
    case FieldShape::kInt64:
      return absl::StrCat(reflection->GetInt64(message, plan.field));
    case FieldShape::kEnum:
      return EnumText(reflection->GetEnumValue(message, plan.field), *plan.values);
    case FieldShape::kTimestamp:
      return TimeText(static_cast<const Timestamp&>(reflection->GetMessage(message, plan.field)), plan.form);
    default:
      return "";
  }
}

}  // namespace cloudphone
