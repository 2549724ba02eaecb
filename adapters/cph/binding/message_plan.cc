#include "adapters/cph/binding/message_plan.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/rpc/status.pb.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::FieldDescriptor;

absl::Status Wrong(const FieldDescriptor* field, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(field->full_name(), ": ", what));
}

bool IsTextMap(const FieldDescriptor* field) {
  return field->is_map() && field->message_type()->map_key()->type() == FieldDescriptor::TYPE_STRING &&
         field->message_type()->map_value()->type() == FieldDescriptor::TYPE_STRING;
}

absl::StatusOr<FieldShape> ShapeOf(const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (field->type() == FieldDescriptor::TYPE_STRING) return FieldShape::kText;
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      return FieldShape::kBool;
    case FieldDescriptor::CPPTYPE_INT32:
      return FieldShape::kInt32;
    case FieldDescriptor::CPPTYPE_INT64:
      return FieldShape::kInt64;
    case FieldDescriptor::CPPTYPE_ENUM:
      return FieldShape::kEnum;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (IsTextMap(field)) return FieldShape::kTextMap;
      if (field->is_map()) break;
      if (field->message_type() == google::protobuf::Timestamp::descriptor()) return FieldShape::kTimestamp;
      if (field->message_type() == google::rpc::Status::descriptor()) return FieldShape::kError;
      return FieldShape::kMessage;
    default:
      break;
  }
  return Wrong(field, "the JSON translation does not know this type");
}

// The forms that the translation knows, each with the shapes that it fits.
bool FormFits(rest::v1::Form form, const FieldDescriptor* field, FieldShape shape) {
  switch (form) {
    case rest::v1::FORM_UNSPECIFIED:
      return shape != FieldShape::kError;
    case rest::v1::FORM_TEXT:
      return !field->is_repeated() &&
             (shape == FieldShape::kBool || shape == FieldShape::kInt32 || shape == FieldShape::kInt64);
    case rest::v1::FORM_JSON_TEXT:
      return shape == FieldShape::kTextMap;
    case rest::v1::FORM_COMMA_LIST:
      return field->is_repeated() && shape == FieldShape::kText;
    case rest::v1::FORM_ERROR:
      return !field->is_repeated() && shape == FieldShape::kError;
    case rest::v1::FORM_EPOCH_SECONDS:
    case rest::v1::FORM_EPOCH_MILLIS:
    case rest::v1::FORM_LOCAL_TIME:
      return !field->is_repeated() && shape == FieldShape::kTimestamp;
    default:
      return false;
  }
}

absl::Status CheckOptions(const FieldDescriptor* field, const rest::v1::Field& options, FieldShape shape) {
  if (!options.item().empty()) return Wrong(field, "option item is not supported yet");
  if (options.send_unset()) return Wrong(field, "option send_unset is not supported yet");
  if (options.where() != rest::v1::WHERE_LOCAL && !FormFits(options.form(), field, shape)) {
    return Wrong(field, absl::StrCat("form ", rest::v1::Form_Name(options.form()),
                                     " is not supported yet or does not fit the field"));
  }
  const rest::v1::Check& check = options.check();
  if (check.min() != 0 || check.max() != 0 || !check.one_of().empty())
    return Wrong(field, "checks min, max and one_of are not supported yet");
  const bool checks_text = check.max_bytes() != 0 || check.max_characters() != 0 || !check.charset().empty();
  if (checks_text && shape != FieldShape::kText)
    return Wrong(field, "max_bytes, max_characters and charset are for texts");
  if (check.max_items() != 0 && !field->is_repeated()) return Wrong(field, "max_items is for lists");
  if (check.unique() && !(field->is_repeated() && shape == FieldShape::kText)) {
    return Wrong(field, "unique is for lists of texts");
  }
  return absl::OkStatus();
}

// What json_writer knows how to write.
bool CanWrite(const FieldPlan& plan) {
  if (plan.shape == FieldShape::kError) return false;
  return !plan.repeated() || plan.shape == FieldShape::kText || plan.shape == FieldShape::kMessage;
}

absl::StatusOr<const FieldDescriptor*> FindRaw(const FieldDescriptor* field, const std::string& name,
                                               FieldShape shape) {
  const FieldDescriptor* raw = field->containing_type()->FindFieldByName(name);
  const bool fits =
      raw != nullptr && !raw->is_repeated() && shape == FieldShape::kEnum &&
      (raw->type() == FieldDescriptor::TYPE_STRING || raw->type() == FieldDescriptor::TYPE_INT32);
  if (!fits) return Wrong(field, absl::StrCat("raw names no string or int32 sibling: ", name));
  return raw;
}

// Fills `keys` and the index from the fields: today's names first, so that the prediction follows the .proto.
absl::Status IndexKeys(const std::vector<std::vector<std::string>>& also, MessagePlan* plan) {
  for (size_t i = 0; i < plan->fields.size(); ++i) {
    const FieldPlan& field = plan->fields[i];
    if (field.local()) continue;
    if (field.shape == FieldShape::kError) {
      plan->error_field = static_cast<int>(i);
      plan->keys.push_back({"error_code", KeyPlan::Role::kErrorCode, static_cast<int>(i), 0});
      plan->keys.push_back({"error_msg", KeyPlan::Role::kErrorMessage, static_cast<int>(i), 0});
      continue;
    }
    plan->keys.push_back({field.name, KeyPlan::Role::kField, static_cast<int>(i), 0});
  }
  for (size_t i = 0; i < plan->fields.size(); ++i) {
    for (size_t j = 0; j < also[i].size(); ++j) {
      plan->keys.push_back({also[i][j], KeyPlan::Role::kField, static_cast<int>(i), static_cast<int>(j) + 1});
    }
    if (!also[i].empty()) plan->fields[i].alias_slot = plan->alias_slots++;
  }
  for (size_t i = 0; i < plan->keys.size(); ++i) {
    if (!plan->key_index.emplace(plan->keys[i].name, static_cast<int>(i)).second) {
      return Wrong(plan->fields[plan->keys[i].field].field,
                   absl::StrCat("a second field for ", plan->keys[i].name));
    }
  }
  return absl::OkStatus();
}

}  // namespace

const FieldPlan* MessagePlan::FindByRestName(absl::string_view name) const {
  for (const FieldPlan& field : fields) {
    if (!field.local() && field.name == name) return &field;
  }
  return nullptr;
}

absl::StatusOr<const EnumPlan*> PlanSet::MakeEnum(const EnumDescriptor* descriptor) {
  std::unique_ptr<EnumPlan>& plan = enums_[descriptor];
  if (plan != nullptr) return plan.get();
  plan = std::make_unique<EnumPlan>();
  plan->descriptor = descriptor;
  for (int i = 0; i < descriptor->value_count(); ++i) {
    const auto& options = descriptor->value(i)->options().GetExtension(rest::v1::value);
    for (const std::string& value : options.read()) {
      if (!plan->read.emplace(value, descriptor->value(i)->number()).second) {
        return absl::InvalidArgumentError(absl::StrCat(descriptor->full_name(), ": two values read ", value));
      }
    }
    if (options.write_size() > 0) {
      plan->write[descriptor->value(i)->number()].assign(options.write().begin(), options.write().end());
    }
  }
  return plan.get();
}

absl::StatusOr<FieldPlan> PlanSet::MakeField(const FieldDescriptor* field, Direction direction) {
  const rest::v1::Field& options = field->options().GetExtension(rest::v1::field);
  absl::StatusOr<FieldShape> shape = ShapeOf(field);
  if (!shape.ok()) return shape.status();
  if (absl::Status fits = CheckOptions(field, options, *shape); !fits.ok()) return fits;

  FieldPlan plan;
  plan.field = field;
  plan.shape = *shape;
  plan.name = options.name().empty() ? field->name() : options.name();
  plan.where = options.where();
  plan.form = options.form();
  plan.check = options.check();
  if (!plan.check.charset().empty()) {
    plan.charset = Charset::Parse(plan.check.charset());
    if (!plan.charset.has_value()) return Wrong(field, "charset is none");
  }
  if (plan.local()) return plan;
  if (direction == Direction::kRequest && !CanWrite(plan))
    return Wrong(field, "a field of this type cannot be sent yet");
  if (!options.raw().empty()) {
    absl::StatusOr<const FieldDescriptor*> raw = FindRaw(field, options.raw(), *shape);
    if (!raw.ok()) return raw.status();
    plan.raw = *raw;
  }
  if (*shape == FieldShape::kEnum) {
    absl::StatusOr<const EnumPlan*> values = MakeEnum(field->enum_type());
    if (!values.ok()) return values.status();
    plan.values = *values;
    if (direction == Direction::kAnswer && plan.values->read.empty())
      return Wrong(field, "no enum value is read");
    if (direction == Direction::kRequest && plan.values->write.empty()) {
      return Wrong(field, "no enum value can be sent");
    }
  }
  if (*shape == FieldShape::kMessage) {
    absl::StatusOr<const MessagePlan*> message = Add(field->message_type(), direction);
    if (!message.ok()) return message.status();
    plan.message = *message;
  }
  return plan;
}

absl::StatusOr<const MessagePlan*> PlanSet::Add(
    const Descriptor* descriptor, Direction direction,
    const absl::flat_hash_map<std::string, std::string>& renamed) {
  if (const auto known = messages_.find(Key(descriptor, direction));
      renamed.empty() && known != messages_.end()) {
    return known->second.get();
  }
  auto owned = std::make_unique<MessagePlan>();
  MessagePlan* plan = owned.get();
  plan->descriptor = descriptor;
  // Registered before its fields are made: a message may hold itself.
  if (renamed.empty()) {
    messages_[Key(descriptor, direction)] = std::move(owned);
  } else {
    renamed_messages_.push_back(std::move(owned));
  }
  std::vector<std::vector<std::string>> also;
  for (int i = 0; i < descriptor->field_count(); ++i) {
    absl::StatusOr<FieldPlan> field = MakeField(descriptor->field(i), direction);
    if (!field.ok()) return field.status();
    if (const auto name = renamed.find(descriptor->field(i)->name()); name != renamed.end()) {
      field->name = name->second;
      if (field->name.empty()) field->where = rest::v1::WHERE_LOCAL;
    }
    const auto& older = descriptor->field(i)->options().GetExtension(rest::v1::field).also();
    also.emplace_back(older.begin(), older.end());
    plan->fields.push_back(*std::move(field));
  }
  if (absl::Status indexed = IndexKeys(also, plan); !indexed.ok()) return indexed;
  return plan;
}

}  // namespace cloudphone
