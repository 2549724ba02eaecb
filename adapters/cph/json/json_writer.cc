#include "adapters/cph/json/json_writer.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::Reflection;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void WriteText(absl::string_view text, Writer* writer) {
  writer->String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

bool AllDigits(absl::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// The first vendor's value of an enum value; request_check refuses values without one.
absl::string_view EnumText(int number, const EnumPlan& values) {
  const auto found = values.write.find(number);
  return found == values.write.end() ? absl::string_view() : absl::string_view(found->second.front());
}

// A time in the form that the field asks for (cph-api, section 6), UTC. Fractions of a second are cut.
std::string TimeText(const google::protobuf::Timestamp& time, rest::v1::Form form) {
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

bool IsEpoch(rest::v1::Form form) {
  return form == rest::v1::FORM_EPOCH_SECONDS || form == rest::v1::FORM_EPOCH_MILLIS;
}

// A map, sorted by key, so that the same request is always the same bytes.
void WriteMap(const Message& message, const FieldPlan& plan, Writer* writer) {
  const Reflection* reflection = message.GetReflection();
  std::map<std::string, std::string> entries;
  for (int i = 0; i < reflection->FieldSize(message, plan.field); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(message, plan.field, i);
    const Reflection* entry_reflection = entry.GetReflection();
    entries[entry_reflection->GetString(entry, plan.field->message_type()->map_key())] =
        entry_reflection->GetString(entry, plan.field->message_type()->map_value());
  }
  writer->StartObject();
  for (const auto& [key, value] : entries) {
    writer->Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    WriteText(value, writer);
  }
  writer->EndObject();
}

void WriteObject(const Message& message, const MessagePlan& plan,
                 const std::vector<const FieldPlan*>& elsewhere, Writer* writer);

void WriteSingular(const Message& message, const FieldPlan& plan, Writer* writer) {
  const Reflection* reflection = message.GetReflection();
  if (plan.shape == FieldShape::kMessage) {
    WriteObject(reflection->GetMessage(message, plan.field), *plan.message, {}, writer);
    return;
  }
  if (plan.shape == FieldShape::kTextMap) {
    if (plan.form != rest::v1::FORM_JSON_TEXT) return WriteMap(message, plan, writer);
    rapidjson::StringBuffer inner;
    Writer inner_writer(inner);
    WriteMap(message, plan, &inner_writer);
    return WriteText({inner.GetString(), inner.GetSize()}, writer);
  }
  const std::string text = ScalarText(message, plan);
  const bool quoted =
      plan.shape == FieldShape::kText || (plan.shape == FieldShape::kTimestamp && !IsEpoch(plan.form)) ||
      plan.form == rest::v1::FORM_TEXT || (plan.shape == FieldShape::kEnum && !AllDigits(text));
  if (quoted) return WriteText(text, writer);
  writer->RawValue(text.data(), text.size(),
                   plan.shape == FieldShape::kBool ? rapidjson::kTrueType : rapidjson::kNumberType);
}

void WriteList(const Message& message, const FieldPlan& plan, Writer* writer) {
  const Reflection* reflection = message.GetReflection();
  writer->StartArray();
  for (int i = 0; i < reflection->FieldSize(message, plan.field); ++i) {
    if (plan.shape == FieldShape::kMessage) {
      WriteObject(reflection->GetRepeatedMessage(message, plan.field, i), *plan.message, {}, writer);
    } else {
      WriteText(reflection->GetRepeatedString(message, plan.field, i), writer);
    }
  }
  writer->EndArray();
}

void WriteObject(const Message& message, const MessagePlan& plan,
                 const std::vector<const FieldPlan*>& elsewhere, Writer* writer) {
  writer->StartObject();
  for (const FieldPlan& field : plan.fields) {
    if (field.local() || !IsSet(message, field)) continue;
    if (std::find(elsewhere.begin(), elsewhere.end(), &field) != elsewhere.end()) continue;
    writer->Key(field.name.data(), static_cast<rapidjson::SizeType>(field.name.size()));
    field.repeated() ? WriteList(message, field, writer) : WriteSingular(message, field, writer);
  }
  writer->EndObject();
}

}  // namespace

bool IsSet(const Message& message, const FieldPlan& plan) {
  const Reflection* reflection = message.GetReflection();
  return plan.field->is_repeated() ? reflection->FieldSize(message, plan.field) > 0
                                   : reflection->HasField(message, plan.field);
}

std::string ScalarText(const Message& message, const FieldPlan& plan) {
  if (!IsSet(message, plan)) return "";
  const Reflection* reflection = message.GetReflection();
  if (plan.repeated()) {
    std::string list;
    for (int i = 0; i < reflection->FieldSize(message, plan.field); ++i) {
      absl::StrAppend(&list, i == 0 ? "" : ",", reflection->GetRepeatedString(message, plan.field, i));
    }
    return list;
  }
  switch (plan.shape) {
    case FieldShape::kText:
      return reflection->GetString(message, plan.field);
    case FieldShape::kBool:
      return reflection->GetBool(message, plan.field) ? "true" : "false";
    case FieldShape::kInt32:
      return absl::StrCat(reflection->GetInt32(message, plan.field));
    case FieldShape::kInt64:
      return absl::StrCat(reflection->GetInt64(message, plan.field));
    case FieldShape::kEnum:
      return std::string(EnumText(reflection->GetEnumValue(message, plan.field), *plan.values));
    case FieldShape::kTimestamp:
      return TimeText(
          static_cast<const google::protobuf::Timestamp&>(reflection->GetMessage(message, plan.field)),
          plan.form);
    default:
      return "";
  }
}

std::string WriteJson(const Message& message, const MessagePlan& plan,
                      const std::vector<const FieldPlan*>& elsewhere) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  WriteObject(message, plan, elsewhere, &writer);
  return std::string(buffer.GetString(), buffer.GetSize());
}

}  // namespace cloudphone
