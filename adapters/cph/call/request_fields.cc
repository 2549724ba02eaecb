#include "adapters/cph/call/request_fields.h"

#include "absl/strings/str_cat.h"
#include "adapters/cph/json/field_text.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

// The index of the target that `target_id` names, of the only target, or -1.
int TargetIndex(const TargetPlan& targets, const Message& request, absl::string_view target_id) {
  const std::vector<std::string> ids = TargetIds(targets, request);
  for (size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] == target_id) return static_cast<int>(i);
  }
  return ids.size() == 1 ? 0 : -1;
}

// Whether `parameter` ("phone_id", "phone_ids") speaks of the ids of the targets.
bool IsTargetParameter(const TargetPlan& targets, absl::string_view parameter) {
  return parameter == targets.id_name || parameter == absl::StrCat(targets.id_name, "s") ||
         parameter == targets.list->name;
}

std::string PathInTargets(const TargetPlan& targets, const Message& request, absl::string_view parameter,
                          absl::string_view target_id) {
  const int index = TargetIndex(targets, request, target_id);
  const std::string& list = targets.list->field->name();
  if (IsTargetParameter(targets, parameter)) return index >= 0 ? TargetPath(targets, index) : list;
  if (targets.list->message == nullptr) return "";
  const FieldPlan* field = targets.list->message->FindByRestName(parameter);
  if (field == nullptr) return "";
  return index < 0 ? list : absl::StrCat(list, "[", index, "].", field->field->name());
}

}  // namespace

const TargetPlan* TargetsOf(const CallBinding& binding, const Message& request) {
  for (const TargetPlan& targets : binding.targets) {
    if (request.GetReflection()->FieldSize(request, targets.list->field) > 0) return &targets;
  }
  return binding.targets.empty() ? nullptr : &binding.targets.front();
}

std::vector<std::string> TargetIds(const TargetPlan& targets, const Message& request) {
  const Reflection* reflection = request.GetReflection();
  const auto* list = targets.list->field;
  std::vector<std::string> ids;
  const int size = reflection->FieldSize(request, list);
  ids.reserve(size);
  for (int i = 0; i < size; ++i) {
    if (targets.items_are_ids()) {
      ids.push_back(reflection->GetRepeatedString(request, list, i));
    } else {
      const Message& target = reflection->GetRepeatedMessage(request, list, i);
      ids.push_back(target.GetReflection()->GetString(target, targets.id->field));
    }
  }
  return ids;
}

std::string TargetPath(const TargetPlan& targets, size_t index) {
  const std::string item = absl::StrCat(targets.list->field->name(), "[", index, "]");
  return targets.items_are_ids() ? item : absl::StrCat(item, ".", targets.id->field->name());
}

std::string FieldPath(const CallBinding& binding, const Message& request, absl::string_view parameter,
                      absl::string_view target_id) {
  if (parameter.empty()) return "";
  if (const TargetPlan* targets = TargetsOf(binding, request)) {
    if (std::string path = PathInTargets(*targets, request, parameter, target_id); !path.empty()) return path;
  }
  if (const FieldPlan* field = binding.request->FindByRestName(parameter)) return field->field->name();
  // The vendor's request_id beside our request_ids: one id of a list, under the name of the list.
  if (const FieldPlan* list = binding.request->FindByRestName(absl::StrCat(parameter, "s"));
      list != nullptr) {
    return list->field->name();
  }
  if (binding.call.has_paging() && parameter == "offset") return binding.page_token->name();
  if (binding.call.has_paging() && parameter == "limit") return binding.page_size->name();
  return "";
}

std::string ResourceName(const CallBinding& binding, const Message& request, absl::string_view resource_type,
                         absl::string_view target_id) {
  if (!target_id.empty()) return std::string(target_id);
  const std::string id = absl::StrCat(resource_type, "_id");
  if (const FieldPlan* field = binding.request->FindByRestName(id)) return ScalarText(request, *field);
  if (const FieldPlan* list = binding.request->FindByRestName(absl::StrCat(id, "s")); list != nullptr) {
    const bool one = list->repeated() && request.GetReflection()->FieldSize(request, list->field) == 1;
    return one ? request.GetReflection()->GetRepeatedString(request, list->field, 0) : "";
  }
  const TargetPlan* targets = TargetsOf(binding, request);
  if (targets == nullptr || targets->id_name != id) return "";
  const std::vector<std::string> ids = TargetIds(*targets, request);
  return ids.size() == 1 ? ids.front() : "";
}

}  // namespace cloudphone
