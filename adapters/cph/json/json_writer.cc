#include "adapters/cph/json/json_writer.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "adapters/cph/json/field_text.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::Reflection;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void WriteKey(absl::string_view name, Writer* writer) {
  writer->Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
}

void WriteText(absl::string_view text, Writer* writer) {
  writer->String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

bool AllDigits(absl::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// Whether the text of a scalar stands in quotes.
bool IsQuoted(absl::string_view text, const FieldPlan& plan) {
  if (text.empty() || plan.form == rest::v1::FORM_TEXT) return true;
  switch (plan.shape) {
    case FieldShape::kBool:
    case FieldShape::kInt32:
    case FieldShape::kInt64:
      return false;
    case FieldShape::kEnum:
      return !AllDigits(text);
    case FieldShape::kTimestamp:
      return plan.form != rest::v1::FORM_EPOCH_SECONDS && plan.form != rest::v1::FORM_EPOCH_MILLIS;
    default:
      return true;
  }
}

void WriteScalar(absl::string_view text, const FieldPlan& plan, Writer* writer) {
  if (IsQuoted(text, plan)) return WriteText(text, writer);
  // The type only tells the writer whether a key may stand here.
  writer->RawValue(text.data(), text.size(), rapidjson::kNumberType);
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
    WriteKey(key, writer);
    WriteText(value, writer);
  }
  writer->EndObject();
}

void WriteFields(const Message& message, const MessagePlan& plan,
                 const std::vector<const FieldPlan*>& elsewhere, Writer* writer);

// A map or a message, as an object.
void WriteObject(const Message& message, const FieldPlan& plan, Writer* writer) {
  if (plan.shape == FieldShape::kTextMap) return WriteMap(message, plan, writer);
  writer->StartObject();
  WriteFields(message.GetReflection()->GetMessage(message, plan.field), *plan.message, {}, writer);
  writer->EndObject();
}

void WriteSingular(const Message& message, const FieldPlan& plan, Writer* writer) {
  if (plan.shape != FieldShape::kTextMap && plan.shape != FieldShape::kMessage)
    return WriteScalar(ScalarText(message, plan), plan, writer);
  if (plan.form != rest::v1::FORM_JSON_TEXT) return WriteObject(message, plan, writer);
  rapidjson::StringBuffer inner;
  Writer inner_writer(inner);
  WriteObject(message, plan, &inner_writer);
  WriteText({inner.GetString(), inner.GetSize()}, writer);
}

void WriteList(const Message& message, const FieldPlan& plan, Writer* writer) {
  if (plan.joined()) return WriteText(ScalarText(message, plan), writer);
  const Reflection* reflection = message.GetReflection();
  writer->StartArray();
  if (plan.shape == FieldShape::kMessage) {
    for (int i = 0; i < reflection->FieldSize(message, plan.field); ++i) {
      writer->StartObject();
      WriteFields(reflection->GetRepeatedMessage(message, plan.field, i), *plan.message, {}, writer);
      writer->EndObject();
    }
    writer->EndArray();
    return;
  }
  for (const std::string& text : ListTexts(message, plan)) {
    if (!plan.item.empty()) {
      writer->StartObject();
      WriteKey(plan.item, writer);
    }
    WriteScalar(text, plan, writer);
    if (!plan.item.empty()) writer->EndObject();
  }
  writer->EndArray();
}

void WriteFields(const Message& message, const MessagePlan& plan,
                 const std::vector<const FieldPlan*>& elsewhere, Writer* writer) {
  for (const FieldPlan& field : plan.fields) {
    if (field.local() || !(field.send_unset || IsSet(message, field))) continue;
    if (std::find(elsewhere.begin(), elsewhere.end(), &field) != elsewhere.end()) continue;
    WriteKey(field.name, writer);
    field.repeated() ? WriteList(message, field, writer) : WriteSingular(message, field, writer);
  }
}

}  // namespace

std::string WriteJson(const Message& message, const MessagePlan& plan,
                      const std::vector<const FieldPlan*>& elsewhere, const NamedTexts& texts) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.StartObject();
  for (const auto& [name, text] : texts) {
    WriteKey(name, &writer);
    WriteText(text, &writer);
  }
  WriteFields(message, plan, elsewhere, &writer);
  writer.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize());
}

}  // namespace cloudphone
