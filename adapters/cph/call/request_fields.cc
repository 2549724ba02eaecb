#include "adapters/cph/call/request_fields.h"

#include "absl/strings/str_cat.h"
#include "adapters/cph/json/field_text.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

// The index of the target that `target_id` names, of the only target, or -1.
int TargetIndex(const CallBinding& binding, const Message& request, absl::string_view target_id) {
  const std::vector<std::string> ids = TargetIds(binding, request);
  for (size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] == target_id) return static_cast<int>(i);
  }
  return ids.size() == 1 ? 0 : -1;
}

// Whether `parameter` ("phone_id", "phone_ids") speaks of the ids of the targets.
bool IsTargetParameter(const CallBinding& binding, absl::string_view parameter) {
  const std::string& id = binding.call.batch(0).id();
  return parameter == id || parameter == absl::StrCat(id, "s") || parameter == binding.targets->name;
}

std::string PathInTargets(const CallBinding& binding, const Message& request, absl::string_view parameter,
                          absl::string_view target_id) {
  const int index = TargetIndex(binding, request, target_id);
  if (index >= 0 && IsTargetParameter(binding, parameter)) return TargetPath(binding, index);
  if (IsTargetParameter(binding, parameter)) return binding.targets->field->name();
  if (binding.targets->message == nullptr) return "";
  const FieldPlan* field = binding.targets->message->FindByRestName(parameter);
  if (field == nullptr) return "";
  const std::string& targets = binding.targets->field->name();
  return index < 0 ? targets : absl::StrCat(targets, "[", index, "].", field->field->name());
}

}  // namespace

std::vector<std::string> TargetIds(const CallBinding& binding, const Message& request) {
  const Reflection* reflection = request.GetReflection();
  const auto* targets = binding.targets->field;
  std::vector<std::string> ids;
  const int size = reflection->FieldSize(request, targets);
  ids.reserve(size);
  for (int i = 0; i < size; ++i) {
    if (binding.targets == binding.target_id) {
      ids.push_back(reflection->GetRepeatedString(request, targets, i));
    } else {
      const Message& target = reflection->GetRepeatedMessage(request, targets, i);
      ids.push_back(target.GetReflection()->GetString(target, binding.target_id->field));
    }
  }
  return ids;
}

std::string TargetPath(const CallBinding& binding, size_t index) {
  const std::string item = absl::StrCat(binding.targets->field->name(), "[", index, "]");
  return binding.targets == binding.target_id ? item
                                              : absl::StrCat(item, ".", binding.target_id->field->name());
}

std::string FieldPath(const CallBinding& binding, const Message& request, absl::string_view parameter,
                      absl::string_view target_id) {
  if (parameter.empty()) return "";
  if (binding.targets != nullptr) {
    if (std::string path = PathInTargets(binding, request, parameter, target_id); !path.empty()) return path;
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
  if (binding.targets == nullptr || binding.call.batch(0).id() != id) return "";
  const std::vector<std::string> ids = TargetIds(binding, request);
  return ids.size() == 1 ? ids.front() : "";
}

}  // namespace cloudphone
