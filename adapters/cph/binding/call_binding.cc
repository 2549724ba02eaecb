#include "adapters/cph/binding/call_binding.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "adapters/cph/binding/request_place.h"
#include "cloudphone/v1/job.pb.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::MessageFactory;
using ::google::protobuf::MethodDescriptor;
using Renamed = absl::flat_hash_map<std::string, std::string>;

// The budgets that CphClient keeps.
constexpr absl::string_view kBudgets[] = {"sync_shell", "billing"};

absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

// What a call must say.
absl::Status CheckSupported(const rest::v1::Call& call, rest::v1::Kind kind) {
  if (kind == rest::v1::KIND_UNSPECIFIED) return Wrong("option kind is missing");
  if (call.operation().empty()) return Wrong("option operation is missing");
  if (call.effect() == rest::v1::EFFECT_UNSPECIFIED) return Wrong("option effect is missing");
  if (!call.budget().empty() && !absl::c_linear_search(kBudgets, call.budget()))
    return Wrong(absl::StrCat("no budget is called ", call.budget()));
  if (call.has_paging()) return CheckPaging(call.paging());
  return absl::OkStatus();
}

absl::StatusOr<const FieldDescriptor*> FieldNamed(const Descriptor* message, const std::string& name,
                                                  FieldDescriptor::Type type) {
  const FieldDescriptor* field = message->FindFieldByName(name);
  if (field == nullptr || field->type() != type || field->is_repeated()) {
    return Wrong(absl::StrCat(message->name(), " has no field ", name, " of the right type"));
  }
  return field;
}

// Finds the four fields that paging needs; they are ours and never travel as they stand.
absl::Status BindPaging(CallBinding* binding) {
  const Descriptor* in = binding->method->input_type();
  const Descriptor* out = binding->method->output_type();
  auto size = FieldNamed(in, "page_size", FieldDescriptor::TYPE_INT32);
  auto token = FieldNamed(in, "page_token", FieldDescriptor::TYPE_STRING);
  auto next = FieldNamed(out, "next_page_token", FieldDescriptor::TYPE_STRING);
  for (const auto* found : {&size, &token, &next}) {
    if (!found->ok()) return found->status();
  }
  binding->page_size = *size;
  binding->page_token = *token;
  binding->next_page_token = *next;
  for (int i = 0; i < out->field_count(); ++i) {
    const FieldDescriptor* field = out->field(i);
    if (!field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (binding->rows != nullptr) return Wrong("a paged answer has one repeated field, its rows");
    binding->rows = field;
  }
  if (binding->rows == nullptr) return Wrong("a paged answer needs a repeated field for its rows");
  const bool counts_here = binding->pages_here() && out->FindFieldByName("total_size") != nullptr;
  if (binding->call.paging().total().empty() && !counts_here) return absl::OkStatus();
  auto total = FieldNamed(out, "total_size", FieldDescriptor::TYPE_INT32);
  if (!total.ok()) return total.status();
  binding->total = *total;
  return absl::OkStatus();
}

// Splits "GET /v1/{project_id}/cloud-phone/phones/{phone_id}" and finds the field of each variable.
absl::Status BindPath(CallBinding* binding) {
  const std::pair<absl::string_view, absl::string_view> http =
      absl::StrSplit(binding->call.http(), absl::MaxSplits(' ', 1));
  binding->http_method = std::string(http.first);
  if (http.first != "GET" && http.first != "POST" && http.first != "PUT" && http.first != "DELETE") {
    return Wrong("http begins with no method");
  }
  absl::string_view rest = http.second;
  binding->is_billing = absl::ConsumePrefix(&rest, "billing:");
  if (!absl::StartsWith(rest, "/")) return Wrong("http has no path");
  while (!rest.empty()) {
    const size_t open = rest.find('{');
    if (open != 0) binding->path.push_back({std::string(rest.substr(0, open)), false, nullptr});
    if (open == absl::string_view::npos) break;
    const size_t close = rest.find('}', open);
    if (close == absl::string_view::npos) return Wrong("a path variable is not closed");
    const absl::string_view name = rest.substr(open + 1, close - open - 1);
    PathPiece piece;
    piece.is_project_id = name == "project_id";
    if (!piece.is_project_id) {
      piece.field = binding->request->FindByRestName(name);
      if (piece.field == nullptr || !FitsPlace(*piece.field, Place::kPath)) {
        return Wrong(absl::StrCat("path variable ", name, " has no text or enum field"));
      }
    }
    binding->path.push_back(std::move(piece));
    rest.remove_prefix(close + 1);
  }
  return absl::OkStatus();
}

// Gives every request field that the path does not take a place in the query or the body.
absl::Status BindFields(CallBinding* binding) {
  for (const FieldPlan& field : binding->request->fields) {
    bool in_path = false;
    for (const PathPiece& piece : binding->path) in_path |= piece.field == &field;
    if (field.local() || in_path) continue;
    const bool in_query = field.where == rest::v1::WHERE_QUERY ||
                          (field.where == rest::v1::WHERE_UNSPECIFIED && binding->http_method == "GET");
    if (!FitsPlace(field, in_query ? Place::kQuery : Place::kBody))
      return Wrong(absl::StrCat(field.field->name(), " has no place to go in its form ",
                                rest::v1::Form_Name(field.form)));
    if (!in_query) {
      binding->has_body = true;
      continue;
    }
    binding->query.push_back(&field);
    if (field.shape != FieldShape::kEnum || field.repeated()) continue;
    for (const auto& [number, values] : field.values->write) {
      if (values.size() == 1) continue;
      const bool walks = binding->call.has_paging() && !binding->pages_here();
      if (!walks || (binding->walked != nullptr && binding->walked != &field)) {
        return Wrong(absl::StrCat(field.field->name(),
                                  ": a value with several upstream values needs a list of its own"));
      }
      binding->walked = &field;
    }
  }
  return BindBodyTexts(binding);
}

// A request may ask that it only be checked; that wish is ours and never sent.
absl::Status BindValidateOnly(CallBinding* binding) {
  const FieldDescriptor* field = binding->method->input_type()->FindFieldByName("validate_only");
  if (field == nullptr) return absl::OkStatus();
  const bool is_local = field->options().GetExtension(rest::v1::field).where() == rest::v1::WHERE_LOCAL;
  if (field->type() != FieldDescriptor::TYPE_BOOL || field->is_repeated() || !is_local)
    return Wrong("validate_only is a bool with WHERE_LOCAL");
  binding->validate_only = field;
  return absl::OkStatus();
}

// One job without a batch works on the thing that the path names.
absl::Status CheckPathNamesATarget(const CallBinding& binding) {
  for (const PathPiece& piece : binding.path) {
    if (piece.field == nullptr) continue;
    const std::string& name = piece.field->field->name();
    if (v1::Job::descriptor()->FindFieldByName(name) && v1::Refusal::descriptor()->FindFieldByName(name))
      return absl::OkStatus();
  }
  return Wrong("answer.jobs JOBS_ONE needs a batch, or an id of a Job in the path");
}

// A call that starts jobs, or that works on many targets, says what became of each.
absl::Status BindBatch(CallBinding* binding) {
  for (const rest::v1::Batch& batch : binding->call.batch()) {
    absl::StatusOr<TargetPlan> targets = BindTargets(batch, *binding->request);
    if (!targets.ok()) return targets.status();
    binding->targets.push_back(*std::move(targets));
  }
  const rest::v1::Jobs jobs = binding->call.answer().jobs();
  const Descriptor* container =
      binding->into == nullptr ? binding->method->output_type() : binding->into->message_type();
  if ((container == v1::JobGroup::descriptor()) != (jobs != rest::v1::JOBS_UNSPECIFIED))
    return Wrong("answer.jobs and a JobGroup come together");
  if (binding->targets.empty() && (jobs == rest::v1::JOBS_LIST || jobs == rest::v1::JOBS_FINISHED))
    return Wrong("answer.jobs needs a batch");
  if (binding->targets.empty())
    return jobs == rest::v1::JOBS_ONE ? CheckPathNamesATarget(*binding) : absl::OkStatus();
  absl::StatusOr<TargetAnswer> answer = BindTargetAnswer(container, binding->targets);
  if (!answer.ok()) return answer.status();
  binding->target_answer = *answer;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<BindingTable>> BindingTable::Compile(
    absl::Span<const google::protobuf::ServiceDescriptor* const> services) {
  auto table = std::make_unique<BindingTable>();
  for (const google::protobuf::ServiceDescriptor* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      if (absl::Status added = table->AddMethod(service->method(i)); !added.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat(service->method(i)->full_name(), ": ", added.message()));
      }
    }
  }
  return table;
}

absl::Status BindingTable::AddMethod(const MethodDescriptor* method) {
  auto binding = std::make_unique<CallBinding>();
  binding->method = method;
  binding->kind = method->options().GetExtension(rest::v1::kind);
  binding->call = method->options().GetExtension(rest::v1::call);
  if (request_plans_.contains(method->input_type()))
    return Wrong("its request message is that of another RPC");

  const bool composed = !method->options().HasExtension(rest::v1::call);
  Renamed request_names;
  Renamed answer_names;
  if (!composed) {
    if (absl::Status supported = CheckSupported(binding->call, binding->kind); !supported.ok())
      return supported;
    if (binding->call.has_paging()) {
      if (absl::Status paged = BindPaging(binding.get()); !paged.ok()) return paged;
      request_names = {{"page_size", ""}, {"page_token", ""}};
      answer_names = {{"next_page_token", ""}, {"total_size", binding->call.paging().total()}};
    }
  } else if (binding->kind == rest::v1::KIND_UNSPECIFIED) {
    return Wrong("option kind is missing");
  }
  const Direction direction = composed ? Direction::kChecked : Direction::kRequest;
  absl::StatusOr<const MessagePlan*> request = plans_.Add(method->input_type(), direction, request_names);
  if (!request.ok()) return request.status();
  binding->request = *request;
  request_plans_[method->input_type()] = *request;
  if (composed) return absl::OkStatus();

  const Descriptor* top = method->output_type();
  if (const std::string& into = binding->call.answer().into(); !into.empty()) {
    binding->into = top->FindFieldByName(into);
    if (binding->into == nullptr || binding->into->is_repeated() ||
        binding->into->message_type() == nullptr) {
      return Wrong(absl::StrCat("answer.into names no message: ", into));
    }
    top = binding->into->message_type();
  }
  if (binding->call.answer().jobs() == rest::v1::JOBS_ONE) top = v1::Job::descriptor();
  absl::StatusOr<const MessagePlan*> answer = plans_.Add(top, Direction::kAnswer, answer_names);
  if (!answer.ok()) return answer.status();
  binding->answer = *answer;
  if (binding->call.answer().error_is_job() && binding->answer->error_field < 0) {
    return Wrong("answer.error_is_job needs a field with FORM_ERROR");
  }
  if (absl::Status path = BindPath(binding.get()); !path.ok()) return path;
  if (absl::Status fields = BindFields(binding.get()); !fields.ok()) return fields;
  if (absl::Status validate = BindValidateOnly(binding.get()); !validate.ok()) return validate;
  if (absl::Status batch = BindBatch(binding.get()); !batch.ok()) return batch;
  MessageFactory* factory = MessageFactory::generated_factory();
  binding->request_prototype = factory->GetPrototype(method->input_type());
  binding->response_prototype = factory->GetPrototype(method->output_type());
  binding->index = static_cast<int>(calls_.size());
  by_request_[method->input_type()] = binding.get();
  calls_.push_back(std::move(binding));
  return absl::OkStatus();
}

const CallBinding* BindingTable::Find(const Descriptor* request) const {
  const auto found = by_request_.find(request);
  return found == by_request_.end() ? nullptr : found->second;
}

const MessagePlan* BindingTable::RequestPlan(const Descriptor* request) const {
  const auto found = request_plans_.find(request);
  return found == request_plans_.end() ? nullptr : found->second;
}

}  // namespace cloudphone
