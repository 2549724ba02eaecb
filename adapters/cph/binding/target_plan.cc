#include "adapters/cph/binding/target_plan.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "cloudphone/v1/job.pb.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;

absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

const FieldPlan* FieldNamed(const MessagePlan& message, const std::string& name) {
  for (const FieldPlan& field : message.fields) {
    if (field.field->name() == name) return &field;
  }
  return nullptr;
}

bool HasTextField(const Descriptor* message, const std::string& name) {
  const FieldDescriptor* field = message->FindFieldByName(name);
  return field != nullptr && field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated();
}

}  // namespace

absl::StatusOr<TargetPlan> BindTargets(const rest::v1::Batch& batch, const MessagePlan& request) {
  TargetPlan plan;
  plan.list = FieldNamed(request, batch.targets());
  if (plan.list == nullptr || !plan.list->repeated() || batch.max_targets() <= 0) {
    return Wrong("batch names no repeated field, or no max_targets");
  }
  plan.id = plan.list->message == nullptr ? plan.list : FieldNamed(*plan.list->message, batch.id());
  if (plan.id == nullptr || plan.id->shape != FieldShape::kText)
    return Wrong("batch names no id of its targets");
  plan.id_name = batch.id();
  plan.max_targets = static_cast<size_t>(batch.max_targets());
  plan.fans_out = batch.fans_out();
  return plan;
}

absl::StatusOr<TargetAnswer> BindTargetAnswer(const Descriptor* container,
                                              const std::vector<TargetPlan>& targets) {
  TargetAnswer answer;
  for (int i = 0; i < container->field_count(); ++i) {
    const FieldDescriptor* field = container->field(i);
    if (!field->is_repeated() || field->type() == FieldDescriptor::TYPE_STRING) continue;
    if (field->message_type() == nullptr)
      return Wrong("the lists in the answer to a batch are of rows or texts");
    const bool refuses = field->message_type() == v1::Refusal::descriptor();
    const FieldDescriptor*& place = refuses ? answer.refused : answer.taken;
    if (place != nullptr) return Wrong("the answer to a batch has one list of rows and one of refusals");
    place = field;
  }
  if (answer.taken == nullptr || answer.refused == nullptr)
    return Wrong("the answer to a batch has a list of rows and one of refusals");
  for (const TargetPlan& plan : targets) {
    if (!HasTextField(v1::Refusal::descriptor(), plan.id_name))
      return Wrong(absl::StrCat("a Refusal has no field for the id of the batch: ", plan.id_name));
    if (!plan.fans_out && !HasTextField(answer.taken->message_type(), plan.id_name))
      return Wrong(absl::StrCat("the rows of the answer have no field ", plan.id_name));
  }
  return answer;
}

}  // namespace cloudphone
