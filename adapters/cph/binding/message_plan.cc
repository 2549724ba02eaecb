#include "adapters/cph/binding/message_plan.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "adapters/cph/binding/field_options.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::FieldDescriptor;

absl::Status Wrong(const FieldDescriptor* field, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(field->full_name(), ": ", what));
}

absl::StatusOr<const FieldDescriptor*> FindRaw(const FieldDescriptor* field, const std::string& name,
                                               FieldShape shape) {
  const FieldDescriptor* raw = field->containing_type()->FindFieldByName(name);
  const bool fits =
      raw != nullptr && raw->is_repeated() == field->is_repeated() && shape == FieldShape::kEnum &&
      (raw->type() == FieldDescriptor::TYPE_STRING || raw->type() == FieldDescriptor::TYPE_INT32);
  if (!fits) return Wrong(field, absl::StrCat("raw names no string or int32 sibling: ", name));
  return raw;
}

// Whether the values of an enum can travel the way that the field does.
absl::Status CheckEnum(const FieldPlan& plan, Direction direction) {
  if (direction == Direction::kChecked) return absl::OkStatus();
  if (direction == Direction::kAnswer)
    return plan.values->read.empty() ? Wrong(plan.field, "no enum value is read") : absl::OkStatus();
  if (plan.values->write.empty()) return Wrong(plan.field, "no enum value can be sent");
  if (plan.send_unset && !plan.values->write.contains(0))
    return Wrong(plan.field, "send_unset needs a zero value that can be sent");
  return absl::OkStatus();
}

// Collects what is checked of the message as a whole.
absl::Status CollectChecks(Direction direction, MessagePlan* plan) {
  for (const FieldPlan& field : plan->fields) {
    if (direction == Direction::kAnswer) {
      if (field.check.required() && !field.local()) plan->required.push_back(&field);
      continue;
    }
    const std::string& name = field.check.one_of();
    if (name.empty()) continue;
    auto group = absl::c_find_if(plan->groups, [&](const FieldGroup& known) { return known.name == name; });
    if (group == plan->groups.end()) group = plan->groups.insert(group, {name, {}});
    group->fields.push_back(&field);
  }
  for (const FieldGroup& group : plan->groups) {
    if (group.fields.size() < 2)
      return Wrong(group.fields.front()->field, absl::StrCat("one_of ", group.name, " has no second field"));
  }
  return absl::OkStatus();
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
  const FieldShape shape = ShapeOf(field);
  if (absl::Status fits = CheckFieldOptions(field, shape, direction); !fits.ok()) return fits;

  FieldPlan plan;
  plan.field = field;
  plan.shape = shape;
  plan.name = options.name().empty() ? field->name() : options.name();
  plan.where = options.where();
  plan.form = options.form();
  plan.item = options.item();
  plan.send_unset = options.send_unset();
  plan.check = options.check();
  if (!plan.check.charset().empty()) {
    plan.charset = Charset::Parse(plan.check.charset());
    if (!plan.charset.has_value()) return Wrong(field, "charset is none");
  }
  if (plan.local()) return plan;
  if (!options.raw().empty()) {
    absl::StatusOr<const FieldDescriptor*> raw = FindRaw(field, options.raw(), shape);
    if (!raw.ok()) return raw.status();
    plan.raw = *raw;
  }
  if (shape == FieldShape::kEnum) {
    absl::StatusOr<const EnumPlan*> values = MakeEnum(field->enum_type());
    if (!values.ok()) return values.status();
    plan.values = *values;
    const bool is_ours = (*values)->write.empty() && (*values)->read.empty();
    if (direction == Direction::kChecked && is_ours) plan.values = nullptr;
    if (absl::Status fits = CheckEnum(plan, direction); !fits.ok()) return fits;
  }
  if (shape == FieldShape::kMessage) {
    absl::StatusOr<const MessagePlan*> message = Add(field->message_type(), direction);
    if (!message.ok()) return message.status();
    plan.message = *message;
    for (const FieldPlan& inner : plan.message->fields) {
      if (inner.form == rest::v1::FORM_REPEATED_KEY)
        return Wrong(inner.field, "form FORM_REPEATED_KEY is for a field of a request itself");
    }
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
  if (absl::Status checks = CollectChecks(direction, plan); !checks.ok()) return checks;
  return plan;
}

}  // namespace cloudphone
