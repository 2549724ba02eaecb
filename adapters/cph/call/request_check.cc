#include "adapters/cph/call/request_check.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/cph/call/page_token.h"
#include "adapters/cph/call/request_fields.h"
#include "adapters/cph/call/value_check.h"
#include "adapters/cph/json/field_text.h"
#include "adapters/status/rich_status.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

// More targets of one call than the gateway splits.
constexpr size_t kMaxTargets = 1000;

void CheckMessage(const MessagePlan& plan, const Message& message, const std::string& prefix,
                  Violations* found);

// Each item of a list that is not too long.
void CheckItems(const FieldPlan& plan, const Message& message, int size, const std::string& path,
                Violations* found) {
  const Reflection* reflection = message.GetReflection();
  absl::flat_hash_set<std::string> seen;
  for (int i = 0; i < size; ++i) {
    const std::string item = absl::StrCat(path, "[", i, "]");
    if (plan.message != nullptr) {
      CheckMessage(*plan.message, reflection->GetRepeatedMessage(message, plan.field, i),
                   absl::StrCat(item, "."), found);
      continue;
    }
    CheckItem(plan, message, i, item, found);
    if (plan.check.unique() && !seen.insert(reflection->GetRepeatedString(message, plan.field, i)).second)
      found->push_back({item, kParameterInvalid, "stands in the list twice"});
  }
}

void CheckList(const FieldPlan& plan, const Message& message, const std::string& path, Violations* found) {
  const rest::v1::Check& check = plan.check;
  const int size = message.GetReflection()->FieldSize(message, plan.field);
  if (size == 0 && check.required()) found->push_back({path, kParameterMissing, "must not be empty"});
  if (check.max_items() > 0 && size > check.max_items()) {
    found->push_back(
        {path, kListTooLong, absl::StrCat("must have at most ", check.max_items(), " items, not ", size)});
    return;
  }
  if (!plan.field->is_map()) CheckItems(plan, message, size, path, found);
  if (check.max_joined_bytes() == 0) return;
  const size_t bytes = ScalarText(message, plan).size();
  if (bytes > static_cast<size_t>(check.max_joined_bytes())) {
    found->push_back(
        {path, kParameterInvalid,
         absl::StrCat("makes a text of ", bytes, " bytes, of at most ", check.max_joined_bytes())});
  }
}

void CheckSingular(const FieldPlan& plan, const Message& message, const std::string& path,
                   Violations* found) {
  if (!IsSet(message, plan)) {
    if (!plan.check.required()) return;
    const bool is_text = plan.shape == FieldShape::kText;
    found->push_back({path, kParameterMissing, is_text ? "must not be empty" : "must be set"});
  } else if (plan.message != nullptr) {
    CheckMessage(*plan.message, message.GetReflection()->GetMessage(message, plan.field),
                 absl::StrCat(path, "."), found);
  } else {
    CheckValue(plan, message, path, found);
  }
}

// Exactly one field of the group is set.
void CheckGroup(const FieldGroup& group, const Message& message, const std::string& prefix,
                Violations* found) {
  std::vector<std::string> names;
  std::vector<const FieldPlan*> set;
  for (const FieldPlan* field : group.fields) {
    names.push_back(field->field->name());
    if (IsSet(message, *field)) set.push_back(field);
  }
  if (set.size() == 1) return;
  const FieldPlan* at = set.empty() ? group.fields.front() : set[1];
  found->push_back({absl::StrCat(prefix, at->field->name()),
                    set.empty() ? kParameterMissing : kParameterInvalid,
                    absl::StrCat("exactly one of ", absl::StrJoin(names, ", "), " must be set")});
}

void CheckMessage(const MessagePlan& plan, const Message& message, const std::string& prefix,
                  Violations* found) {
  for (const FieldPlan& field : plan.fields) {
    const std::string path = absl::StrCat(prefix, field.field->name());
    field.field->is_repeated() ? CheckList(field, message, path, found)
                               : CheckSingular(field, message, path, found);
  }
  for (const FieldGroup& group : plan.groups) CheckGroup(group, message, prefix, found);
}

// An id that changes which path is asked ("..", "a/b") could turn one call into another.
bool FitsPath(const std::string& text) {
  if (text == "." || text == "..") return false;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~' || c >= 0x80;
  });
}

// A path without one of its pieces is another path.
void CheckPathField(const FieldPlan& plan, const Message& request, Violations* found) {
  const std::string& path = plan.field->name();
  if (!IsSet(request, plan)) {
    if (!plan.check.required()) found->push_back({path, kParameterMissing, "must be set"});
  } else if (!FitsPath(ScalarText(request, plan))) {
    found->push_back({path, kParameterInvalid, "holds a character that no id has"});
  }
}

void CheckPaging(const CallBinding& binding, const Message& request, Violations* found) {
  const int32_t size = request.GetReflection()->GetInt32(request, binding.page_size);
  if (size < 0)
    found->push_back({binding.page_size->name(), kPageInvalid, absl::StrCat("must not be negative: ", size)});
  if (!ReadPageToken(binding, request).has_value()) {
    found->push_back({binding.page_token->name(), kPageInvalid,
                      "is not the next_page_token of a call with these arguments; begin the listing again"});
  }
}

void CheckTargets(const TargetPlan& targets, const Message& request, Violations* found) {
  const std::vector<std::string> ids = TargetIds(targets, request);
  if (ids.size() > kMaxTargets) {
    found->push_back({targets.list->field->name(), kListTooLong,
                      absl::StrCat("must have at most ", kMaxTargets, " items, not ", ids.size())});
    return;
  }
  absl::flat_hash_set<std::string> seen;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (ids[i].empty() || seen.insert(ids[i]).second) continue;
    found->push_back({TargetPath(targets, i), kParameterInvalid, "stands in the list twice"});
  }
}

}  // namespace

Violations CheckFields(const MessagePlan& plan, const Message& request) {
  Violations found;
  CheckMessage(plan, request, "", &found);
  return found;
}

Violations CheckCall(const CallBinding& binding, const Message& request) {
  Violations found = CheckFields(*binding.request, request);
  for (const PathPiece& piece : binding.path) {
    if (piece.field != nullptr) CheckPathField(*piece.field, request, &found);
  }
  if (binding.call.has_paging()) CheckPaging(binding, request, &found);
  if (const TargetPlan* targets = TargetsOf(binding, request)) CheckTargets(*targets, request, &found);
  return found;
}

absl::Status ViolationStatus(const Violations& violations) {
  if (violations.empty()) return absl::OkStatus();
  const Violation& first = violations.front();
  RichError error;
  error.code = google::rpc::INVALID_ARGUMENT;
  error.reason = first.reason;
  error.message = absl::StrCat(first.field, ": ", first.description);
  for (const Violation& violation : violations)
    error.violations.push_back({violation.field, violation.description});
  return ToStatus(error);
}

}  // namespace cloudphone
