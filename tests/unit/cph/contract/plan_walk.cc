#include "tests/unit/cph/contract/plan_walk.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "adapters/cph/json/json_reader.h"
#include "google/protobuf/timestamp.pb.h"
#include "tests/unit/cph/contract/whole_contract.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

void Walk(const MessagePlan* plan, const std::string& rpc, std::set<const MessagePlan*>* seen,
          std::vector<UsedPlan>* found) {
  if (plan == nullptr || !seen->insert(plan).second) return;
  found->push_back({plan, rpc});
  for (const FieldPlan& field : plan->fields) {
    if (!field.local()) Walk(field.message, rpc, seen, found);
  }
}

std::vector<UsedPlan> PlansOf(const MessagePlan* CallBinding::*side) {
  std::set<const MessagePlan*> seen;
  std::vector<UsedPlan> found;
  for (const CallBinding* binding : AllBindings())
    Walk(binding->*side, binding->method->full_name(), &seen, &found);
  return found;
}

// A text that the checks of the field let through.
std::string FittingText(const FieldPlan& field) {
  for (const char* text : {"a1", "1", "a", "A", "/"}) {
    if (!field.charset.has_value() || field.charset->HoldsAll(text)) return text;
  }
  return "?";
}

int FittingNumber(const FieldPlan& field) {
  const int64_t least = std::max<int64_t>(field.check.min(), 1);
  return static_cast<int>(field.check.max() == 0 ? least : std::min(least, field.check.max()));
}

int FittingEnumValue(const FieldPlan& field) {
  const auto* type = field.field->enum_type();
  for (int i = 0; i < type->value_count(); ++i) {
    const int number = type->value(i)->number();
    if (number != 0 && (field.values == nullptr || field.values->write.contains(number))) return number;
  }
  return 0;
}

void FillNeeded(const MessagePlan& plan, Message* message);

// One item of a list, or of a map.
void AddItem(const FieldPlan& field, Message* message) {
  const Reflection* reflection = message->GetReflection();
  switch (field.shape) {
    case FieldShape::kText:
      return reflection->AddString(message, field.field, FittingText(field));
    case FieldShape::kInt32:
      return reflection->AddInt32(message, field.field, FittingNumber(field));
    case FieldShape::kEnum:
      return reflection->AddEnumValue(message, field.field, FittingEnumValue(field));
    case FieldShape::kTextMap: {
      Message* entry = reflection->AddMessage(message, field.field);
      const auto* key = entry->GetDescriptor()->map_key();
      return entry->GetReflection()->SetString(entry, key, "key");
    }
    case FieldShape::kMessage:
      return FillNeeded(*field.message, reflection->AddMessage(message, field.field));
    default:
      return;
  }
}

void Set(const FieldPlan& field, Message* message) {
  const Reflection* reflection = message->GetReflection();
  if (field.field->is_repeated()) return AddItem(field, message);
  switch (field.shape) {
    case FieldShape::kText:
      return reflection->SetString(message, field.field, FittingText(field));
    case FieldShape::kBool:
      return reflection->SetBool(message, field.field, true);
    case FieldShape::kInt32:
      return reflection->SetInt32(message, field.field, FittingNumber(field));
    case FieldShape::kInt64:
      return reflection->SetInt64(message, field.field, FittingNumber(field));
    case FieldShape::kEnum:
      return reflection->SetEnumValue(message, field.field, FittingEnumValue(field));
    case FieldShape::kTimestamp: {
      auto* time =
          static_cast<google::protobuf::Timestamp*>(reflection->MutableMessage(message, field.field));
      return time->set_seconds(1700000000);
    }
    case FieldShape::kMessage:
      return FillNeeded(*field.message, reflection->MutableMessage(message, field.field));
    default:
      return;
  }
}

void FillNeeded(const MessagePlan& plan, Message* message) {
  for (const FieldPlan& field : plan.fields) {
    if (IsNeeded(plan, field)) Set(field, message);
  }
}

// A value that reads: of an enum one of the vendor's.
std::string SampleScalar(const FieldPlan& field, int variant) {
  switch (field.shape) {
    case FieldShape::kBool:
      return variant == 0 ? "true" : "false";
    case FieldShape::kInt32:
    case FieldShape::kInt64:
      return variant == 0 ? "41" : "42";
    case FieldShape::kTimestamp:
      return variant == 0 ? "\"2017-10-10T00:00:00Z\"" : "\"2018-10-10T00:00:00Z\"";
    case FieldShape::kTextMap:
      return absl::StrCat("{\"key\":\"", variant, "\"}");
    case FieldShape::kEnum: {
      std::vector<std::string> values;
      for (const auto& [value, number] : field.values->read) values.push_back(value);
      std::sort(values.begin(), values.end());
      return AsJson(values[variant % values.size()]);
    }
    default:
      return absl::StrCat("\"text", variant, "\"");
  }
}

// An object whose first fields that are no messages are set.
std::string SampleObject(const MessagePlan& plan, int variant) {
  std::string json = "{";
  for (const FieldPlan& field : plan.fields) {
    if (field.local() || field.message != nullptr || field.shape == FieldShape::kError) continue;
    absl::StrAppend(&json, json.size() > 1 ? "," : "", "\"", field.name, "\":", SampleJson(field, variant));
  }
  return json + "}";
}

}  // namespace

std::vector<UsedPlan> RequestPlans() { return PlansOf(&CallBinding::request); }
std::vector<UsedPlan> AnswerPlans() { return PlansOf(&CallBinding::answer); }

std::vector<UsedField> FieldsOf(const std::vector<UsedPlan>& plans) {
  std::vector<UsedField> fields;
  for (const UsedPlan& used : plans) {
    for (const FieldPlan& field : used.plan->fields) {
      if (!field.local()) fields.push_back({used.plan, &field, field.field->full_name()});
    }
  }
  return fields;
}

std::string AsJson(const std::string& value) {
  const size_t digits = !value.empty() && value[0] == '-' ? 1 : 0;
  const bool number = value.size() > digits &&
                      std::all_of(value.begin() + static_cast<int>(digits), value.end(), absl::ascii_isdigit);
  return number ? value : absl::StrCat("\"", value, "\"");
}

std::string SampleJson(const FieldPlan& field, int variant) {
  const std::string one =
      field.message != nullptr ? SampleObject(*field.message, variant) : SampleScalar(field, variant);
  return field.repeated() ? absl::StrCat("[", one, "]") : one;
}

std::unique_ptr<Message> ReadObject(const MessagePlan& plan, std::string json) {
  std::unique_ptr<Message> message = NewMessage(plan.descriptor);
  JsonEnvelope envelope;
  const auto no_error = [](absl::string_view, absl::string_view, const Message&) {
    return google::rpc::Status();
  };
  if (!ReadJson(&json, plan, no_error, message.get(), &envelope).empty()) return nullptr;
  return message;
}

bool IsNeeded(const MessagePlan& plan, const FieldPlan& field) {
  if (field.check.required()) return true;
  if (field.check.one_of().empty()) return false;
  for (const FieldPlan& other : plan.fields) {
    if (other.check.one_of() == field.check.one_of()) return &other == &field;
  }
  return false;
}

std::unique_ptr<Message> SmallestRequest(const CallBinding& binding) {
  std::unique_ptr<Message> request = NewMessage(binding.method->input_type());
  FillNeeded(*binding.request, request.get());
  for (const PathPiece& piece : binding.path) {
    if (piece.field != nullptr) Set(*piece.field, request.get());
  }
  return request;
}

}  // namespace cloudphone
