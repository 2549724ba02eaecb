#include "adapters/cph/call/request_check.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "adapters/cph/call/page_token.h"
#include "adapters/cph/call/request_fields.h"
#include "adapters/cph/errors/rich_status.h"
#include "adapters/cph/json/json_writer.h"
#include "adapters/cph/text/utf8.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

// More targets of one call than the gateway splits (api-guide, 2.10).
constexpr size_t kMaxTargets = 1000;

constexpr char kMissing[] = "PARAMETER_MISSING";
constexpr char kInvalid[] = "PARAMETER_INVALID";
constexpr char kTooLong[] = "LIST_TOO_LONG";
constexpr char kPage[] = "PAGE_INVALID";

void CheckText(const std::string& text, const FieldPlan& plan, const std::string& path,
               std::vector<Violation>* found) {
  if (text.empty()) {
    if (plan.check.required()) found->push_back({path, kMissing, "must not be empty"});
    return;
  }
  if (plan.check.max_bytes() > 0 && text.size() > static_cast<size_t>(plan.check.max_bytes())) {
    found->push_back(
        {path, kInvalid,
         absl::StrCat("must have at most ", plan.check.max_bytes(), " bytes, not ", text.size())});
  }
  const size_t characters = CountCharacters(text).value_or(0);
  if (plan.check.max_characters() > 0 && characters > static_cast<size_t>(plan.check.max_characters())) {
    found->push_back(
        {path, kInvalid,
         absl::StrCat("must have at most ", plan.check.max_characters(), " characters, not ", characters)});
  } else if (plan.charset.has_value() && !plan.charset->HoldsAll(text)) {
    found->push_back({path, kInvalid, "holds a character that is not allowed"});
  }
}

void CheckMessage(const MessagePlan& plan, const Message& message, const std::string& prefix,
                  std::vector<Violation>* found);

void CheckList(const FieldPlan& plan, const Message& message, const std::string& path,
               std::vector<Violation>* found) {
  const Reflection* reflection = message.GetReflection();
  const int size = reflection->FieldSize(message, plan.field);
  if (size == 0 && plan.check.required()) found->push_back({path, kMissing, "must not be empty"});
  if (plan.check.max_items() > 0 && size > plan.check.max_items()) {
    found->push_back(
        {path, kTooLong, absl::StrCat("must have at most ", plan.check.max_items(), " items, not ", size)});
    return;
  }
  absl::flat_hash_set<std::string> seen;
  for (int i = 0; i < size; ++i) {
    const std::string item = absl::StrCat(path, "[", i, "]");
    if (plan.message != nullptr) {
      CheckMessage(*plan.message, reflection->GetRepeatedMessage(message, plan.field, i),
                   absl::StrCat(item, "."), found);
    } else if (plan.shape == FieldShape::kText) {
      const std::string text = reflection->GetRepeatedString(message, plan.field, i);
      CheckText(text, plan, item, found);
      if (plan.check.unique() && !seen.insert(text).second)
        found->push_back({item, kInvalid, "stands in the list twice"});
      if (plan.form == rest::v1::FORM_COMMA_LIST && text.find(',') != std::string::npos) {
        found->push_back({item, kInvalid, "must not hold a comma"});
      }
    }
  }
}

// A value of a field that travels needs a vendor's value to travel as; one of ours must only exist.
bool CanBeAskedFor(const FieldPlan& plan, int number) {
  return plan.values != nullptr ? plan.values->write.contains(number)
                                : plan.field->enum_type()->FindValueByNumber(number) != nullptr;
}

void CheckSingular(const FieldPlan& plan, const Message& message, const std::string& path,
                   std::vector<Violation>* found) {
  const Reflection* reflection = message.GetReflection();
  if (plan.shape == FieldShape::kText) {
    CheckText(reflection->GetString(message, plan.field), plan, path, found);
    return;
  }
  if (!IsSet(message, plan)) {
    if (plan.check.required()) found->push_back({path, kMissing, "must be set"});
    return;
  }
  if (plan.message != nullptr) {
    CheckMessage(*plan.message, reflection->GetMessage(message, plan.field), absl::StrCat(path, "."), found);
  } else if (plan.shape == FieldShape::kEnum) {
    const int number = reflection->GetEnumValue(message, plan.field);
    if (!CanBeAskedFor(plan, number))
      found->push_back({path, kInvalid, absl::StrCat("is no value that can be asked for: ", number)});
  }
}

void CheckMessage(const MessagePlan& plan, const Message& message, const std::string& prefix,
                  std::vector<Violation>* found) {
  for (const FieldPlan& field : plan.fields) {
    const std::string path = absl::StrCat(prefix, field.field->name());
    field.field->is_repeated() ? CheckList(field, message, path, found)
                               : CheckSingular(field, message, path, found);
  }
}

// An id that changes which path is asked ("..", "a/b") could turn one call into another.
bool FitsPath(const std::string& text) {
  if (text == "." || text == "..") return false;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~' || c >= 0x80;
  });
}

void CheckPaging(const CallBinding& binding, const Message& request, std::vector<Violation>* found) {
  const int32_t size = request.GetReflection()->GetInt32(request, binding.page_size);
  if (size < 0)
    found->push_back({binding.page_size->name(), kPage, absl::StrCat("must not be negative: ", size)});
  if (!ReadPageToken(binding, request).has_value()) {
    found->push_back({binding.page_token->name(), kPage,
                      "is not the next_page_token of a call with these arguments; begin the listing again"});
  }
}

void CheckTargets(const TargetPlan& targets, const Message& request, std::vector<Violation>* found) {
  const std::vector<std::string> ids = TargetIds(targets, request);
  if (ids.size() > kMaxTargets) {
    found->push_back({targets.list->field->name(), kTooLong,
                      absl::StrCat("must have at most ", kMaxTargets, " items, not ", ids.size())});
    return;
  }
  absl::flat_hash_set<std::string> seen;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (ids[i].empty() || seen.insert(ids[i]).second) continue;
    found->push_back({TargetPath(targets, i), kInvalid, "stands in the list twice"});
  }
}

}  // namespace

std::vector<Violation> CheckFields(const MessagePlan& plan, const Message& request) {
  std::vector<Violation> found;
  CheckMessage(plan, request, "", &found);
  return found;
}

std::vector<Violation> CheckCall(const CallBinding& binding, const Message& request) {
  std::vector<Violation> found = CheckFields(*binding.request, request);
  for (const PathPiece& piece : binding.path) {
    if (piece.field == nullptr) continue;
    if (!FitsPath(request.GetReflection()->GetString(request, piece.field->field))) {
      found.push_back({piece.field->field->name(), kInvalid, "holds a character that no id has"});
    }
  }
  if (binding.call.has_paging()) CheckPaging(binding, request, &found);
  if (const TargetPlan* targets = TargetsOf(binding, request)) CheckTargets(*targets, request, &found);
  return found;
}

absl::Status ViolationStatus(const std::vector<Violation>& violations) {
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
