#include "tests/unit/cph/contract/contract_table.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "tests/unit/cph/contract/golden_rows.h"
#include "tests/unit/cph/contract/whole_contract.h"

namespace cloudphone {
namespace {

using ::google::protobuf::FieldDescriptor;

// "PhoneService.GetPhone"; one of a call that code makes keeps the package that tells so.
std::string ShortName(const ContractCall& call) {
  return std::string(
      absl::StripPrefix(absl::StripPrefix(call.method->full_name(), "cloudphone.v1."), "cloudphone."));
}

// "ACT, control"
std::string EffectAndKind(const ContractCall& call) {
  const std::string kind = rest::v1::Kind_Name(call.kind);
  return absl::StrCat(absl::StripPrefix(rest::v1::Effect_Name(call.call.effect()), "EFFECT_"), ", ",
                      absl::AsciiStrToLower(absl::StripPrefix(kind, "KIND_")));
}

// The vendor's limits and how many targets one call of ours takes.
std::string Limits(const ContractCall& call, const Operation& operation) {
  std::vector<std::string> parts;
  if (!operation.limits.empty()) parts.push_back(operation.limits);
  for (const rest::v1::Batch& batch : call.call.batch())
    parts.push_back(absl::StrCat(batch.max_targets(), " ", batch.targets(), " a call"));
  if (!call.call.budget().empty()) parts.push_back(absl::StrCat("budget ", call.call.budget()));
  return absl::StrJoin(parts, "; ");
}

// A message of ours by its type, all else by its own name.
std::string NameOf(const FieldDescriptor* field) {
  const auto* type = field->message_type();
  return type == nullptr || type->file()->package() != field->file()->package() ? field->name()
                                                                                : type->name();
}

// What the response holds, in a few words.
std::string Answers(const ContractCall& call) {
  switch (call.call.answer().jobs()) {
    case rest::v1::JOBS_LIST:
      return "JobGroup, a job for each target";
    case rest::v1::JOBS_ONE:
      return "JobGroup, one job";
    case rest::v1::JOBS_FINISHED:
      return "finished jobs with their output";
    default:
      break;
  }
  const auto* response = call.method->output_type();
  std::vector<std::string> fields;
  for (int i = 0; i < response->field_count(); ++i) {
    const FieldDescriptor* field = response->field(i);
    if (call.call.has_paging() && (field->name() == "next_page_token" || field->name() == "total_size"))
      continue;
    fields.push_back(absl::StrCat(NameOf(field), field->is_repeated() && !field->is_map() ? "[]" : ""));
  }
  if (fields.empty()) return "that it is done";
  return absl::StrCat(absl::StrJoin(fields, ", "), call.call.has_paging() ? ", in pages" : "");
}

std::string Cell(const std::string& text) { return absl::StrReplaceAll(text, {{"|", "\\|"}}); }

std::string Row(const ContractCall& call, const Operation& operation) {
  return absl::StrCat("| ", operation.id, " | ", ShortName(call), " | `", call.call.http(), "` | ",
                      EffectAndKind(call), " | ", Cell(Limits(call, operation)), " | ", Cell(Answers(call)),
                      " |\n");
}

std::vector<ContractCall> FindCalls() {
  std::vector<ContractCall> calls;
  for (const auto* service : AllServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto& options = service->method(i)->options();
      // Those of the billing service are none of the operations: billing_binding_test.cc has them.
      if (!options.HasExtension(rest::v1::call) ||
          absl::StrContains(options.GetExtension(rest::v1::call).http(), " billing:"))
        continue;
      calls.push_back(
          {service->method(i), options.GetExtension(rest::v1::call), options.GetExtension(rest::v1::kind)});
    }
  }
  return calls;
}

}  // namespace

const std::vector<ContractCall>& ContractCalls() {
  static const auto* const kCalls = new std::vector<ContractCall>(FindCalls());
  return *kCalls;
}

std::vector<const ContractCall*> CallsOf(const std::string& operation) {
  std::vector<const ContractCall*> found;
  for (const ContractCall& call : ContractCalls()) {
    if (call.call.operation() == operation) found.push_back(&call);
  }
  return found;
}

std::string OperationTable() {
  std::string table =
      "| operation | RPC | HTTP call | effect, kind | limits | what it answers "
      "|\n|---|---|---|---|---|---|\n";
  for (const Operation& operation : Facts().operations) {
    for (const ContractCall* call : CallsOf(operation.id)) absl::StrAppend(&table, Row(*call, operation));
  }
  return table;
}

}  // namespace cloudphone
