// Everything that the vendor documents in a request or an answer has its field in the contract. By the
// options alone, so that a binding that does not fit hides nothing.

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/contract/contract_table.h"
#include "tests/unit/cph/contract/golden_rows.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;

// A parameter of a request that is left out on purpose. Of answers everything is read.
struct LeftOut {
  const char* operation;
  const char* name;
  const char* why;
};

constexpr LeftOut kLeftOut[] = {
    {"ListJobs", "request_id", "request_ids takes one as well"},
};

bool IsLeftOut(const Operation& operation, const std::string& name) {
  return std::any_of(std::begin(kLeftOut), std::end(kLeftOut),
                     [&](const LeftOut& one) { return operation.id == one.operation && name == one.name; });
}

const rest::v1::Field& OptionsOf(const FieldDescriptor* field) {
  return field->options().GetExtension(rest::v1::field);
}

bool IsCalled(const FieldDescriptor* field, const std::string& name) {
  const rest::v1::Field& options = OptionsOf(field);
  if (options.where() == rest::v1::WHERE_LOCAL) return false;
  if (options.form() == rest::v1::FORM_ERROR) return name == "error_code" || name == "error_msg";
  if (name == (options.name().empty() ? field->name() : options.name())) return true;
  return std::find(options.also().begin(), options.also().end(), name) != options.also().end();
}

// Whether a field, or one in it, takes what stands at `path`: {"phones[]", "phone_id"}.
bool HasField(const Descriptor* type, const std::vector<std::string>& path, size_t at = 0) {
  const std::string name(absl::StripSuffix(path[at], "[]"));
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (!IsCalled(field, name)) continue;
    if (at + 1 == path.size()) return true;
    if (!OptionsOf(field).item().empty()) return OptionsOf(field).item() == path[at + 1];
    if (field->is_map()) return true;
    return field->message_type() != nullptr && HasField(field->message_type(), path, at + 1);
  }
  return false;
}

bool IsTaken(const ContractCall& call, const std::string& name) {
  if (call.call.has_paging() && (name == "offset" || name == "limit" || name == "marker")) return true;
  for (const rest::v1::Constant& constant : call.call.constant()) {
    if (constant.name() == name) return true;
  }
  return HasField(call.method->input_type(), absl::StrSplit(name, '.'));
}

// The message that the top-level object of the answer becomes.
const Descriptor* AnswerType(const ContractCall& call) {
  const Descriptor* response = call.method->output_type();
  const FieldDescriptor* into = response->FindFieldByName(call.call.answer().into());
  if (into == nullptr) return response;
  const Descriptor* type = into->message_type();
  if (call.call.answer().jobs() != rest::v1::JOBS_ONE) return type;
  return type->FindFieldByName("jobs")->message_type();
}

bool IsGiven(const ContractCall& call, const std::string& name) {
  // What every answer may have beside its content.
  if (name == "request_id" || name == "error_code" || name == "error_msg") return true;
  if (call.call.has_paging() && (name == call.call.paging().total() || absl::StartsWith(name, "page_info.")))
    return true;
  return HasField(AnswerType(call), absl::StrSplit(name, '.'));
}

bool NothingIsLeftOut(const Operation&, const std::string&) { return false; }

// The names that no RPC of the operation has a field for, and those that have one though they are left out.
template <typename Known, typename Left>
std::string Disagreements(const std::vector<std::string>& names, const Operation& operation, Known known,
                          Left left) {
  std::vector<std::string> found;
  const auto calls = CallsOf(operation.id);
  for (const std::string& name : names) {
    const bool has_field =
        std::any_of(calls.begin(), calls.end(), [&](const ContractCall* call) { return known(*call, name); });
    if (has_field == left(operation, name)) found.push_back(name);
  }
  return absl::StrJoin(found, " ");
}

TEST(DocumentedNamesTest, EveryParameterOfARequestHasItsField) {
  for (const Operation& operation : Facts().operations) {
    if (CallsOf(operation.id).empty()) continue;  // Another test tells.
    EXPECT_EQ(Disagreements(operation.takes, operation, IsTaken, IsLeftOut), "") << operation.id;
  }
}

TEST(DocumentedNamesTest, EveryFieldOfAnAnswerHasItsField) {
  for (const Operation& operation : Facts().operations) {
    if (CallsOf(operation.id).empty()) continue;
    EXPECT_EQ(Disagreements(operation.gives, operation, IsGiven, NothingIsLeftOut), "") << operation.id;
  }
}

}  // namespace
}  // namespace cloudphone
