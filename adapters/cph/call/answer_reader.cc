#include "adapters/cph/call/answer_reader.h"

#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "adapters/cph/call/job_rows.h"
#include "adapters/cph/call/page_slice.h"
#include "adapters/cph/call/page_token.h"
#include "adapters/cph/call/request_builder.h"
#include "adapters/cph/call/request_fields.h"
#include "adapters/cph/errors/error_body.h"
#include "adapters/cph/errors/error_table.h"
#include "adapters/cph/errors/vendor_status.h"
#include "adapters/cph/errors/vendor_text.h"
#include "adapters/cph/json/field_text.h"
#include "adapters/cph/json/json_reader.h"
#include "adapters/status/rich_status.h"
#include "cloudphone/v1/job_service.pb.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

// The vendor's code for an offset past the end of a job list.
constexpr char kOffsetInvalid[] = "CPS.0002";
// The vendor's codes for a call that names too many targets.
constexpr absl::string_view kTooManyTargets[] = {"CPS.0190", "CPS.0170", "CPS.0096"};
constexpr int kTooManyRequests = 429;
// The billing service may name its success by a code.
constexpr char kBillingSuccess[] = "CBC.0000";

// Which target an item of an answer is about, or "".
std::string TargetOf(const CallBinding& binding, const Message& item) {
  for (const TargetPlan& targets : binding.targets) {
    const auto* field = item.GetDescriptor()->FindFieldByName(targets.id_name);
    if (field == nullptr) continue;
    if (std::string id = item.GetReflection()->GetString(item, field); !id.empty()) return id;
  }
  return "";
}

// How an error of this call names things; `target` is the item that it is about, "" for the call as a whole.
// Borrows all three.
ErrorContext ContextOf(const CallBinding& binding, const Message& request, const std::string& target) {
  ErrorContext context;
  context.operation = binding.call.operation();
  context.write = binding.is_write();
  context.field_path = [&](absl::string_view parameter) {
    return FieldPath(binding, request, parameter, target);
  };
  context.resource_name = [&](absl::string_view type) {
    return ResourceName(binding, request, type, target);
  };
  return context;
}

// Whether a refused later page only says that the list has ended.
bool IsPastTheEnd(const CallBinding& binding, const Message& request, const HttpResult& result) {
  if (!binding.call.has_paging() || ReadPageToken(binding, request).value_or(PagePosition()).is_first())
    return false;
  return NormalErrorCode(ParseErrorBody(result.body).code) == kOffsetInvalid;
}

// Whether rows follow those of this page; moves `position` to them.
bool MoveOn(const CallBinding& binding, const Message& request, const Message& response,
            const std::string& next_marker, PagePosition* position) {
  if (binding.pages_by_marker()) {
    // A marker that does not move would be a list without end.
    const bool moves = !next_marker.empty() && next_marker != position->marker;
    position->marker = next_marker;
    return moves;
  }
  const Reflection* reflection = response.GetReflection();
  const int rows = reflection->FieldSize(response, binding.rows);
  position->offset += rows;
  return binding.total == nullptr
             ? rows >= PageLimit(binding, request)
             : rows > 0 && position->offset < reflection->GetInt32(response, binding.total);
}

void SetNextPage(const CallBinding& binding, const Message& request, const std::string& next_marker,
                 Message* response) {
  if (binding.pages_here()) return SlicePage(binding, request, response);
  PagePosition position = ReadPageToken(binding, request).value_or(PagePosition());
  if (!MoveOn(binding, request, *response, next_marker, &position)) {
    if (binding.walked == nullptr) return;
    const int state = request.GetReflection()->GetEnumValue(request, binding.walked->field);
    const auto values = binding.walked->values->write.find(state);
    if (values == binding.walked->values->write.end()) return;
    position = {0, position.walked + 1, ""};
    if (static_cast<size_t>(position.walked) >= values->second.size()) return;
  }
  response->GetReflection()->SetString(response, binding.next_page_token,
                                       WritePageToken(binding, request, position));
}

// What an answer must have to mean anything: the request that its jobs belong to, and the job where there is
// one for all; the id of the thing asked for.
std::string WhatIsMissing(const CallBinding& binding, const JsonEnvelope& envelope, const Message& top) {
  const rest::v1::Jobs jobs = binding.call.answer().jobs();
  if (jobs != rest::v1::JOBS_UNSPECIFIED && envelope.request_id.empty()) return "it has no request_id";
  if (jobs == rest::v1::JOBS_ONE)
    return static_cast<const v1::Job&>(top).job_id().empty() ? "it has no job_id" : "";
  if (const FieldPlan* missing = FirstMissing(top, *binding.answer))
    return absl::StrCat("it has no ", missing->name);
  if (jobs != rest::v1::JOBS_UNSPECIFIED || binding.into == nullptr) return "";
  for (const PathPiece& piece : binding.path) {
    if (piece.field == nullptr || piece.field->shape != FieldShape::kText) continue;
    const auto* id = top.GetDescriptor()->FindFieldByName(piece.field->field->name());
    if (id == nullptr || !top.GetReflection()->GetString(top, id).empty()) continue;
    return absl::StrCat("it has no ", piece.field->name);
  }
  return "";
}

void SettleJobs(const Message& request, Message* response) {
  if (response->GetDescriptor() == v1::GetJobResponse::descriptor()) {
    SettleFailure(static_cast<v1::GetJobResponse*>(response)->mutable_job());
  } else if (response->GetDescriptor() == v1::ListJobsResponse::descriptor()) {
    const auto& asked = static_cast<const v1::ListJobsRequest&>(request).request_ids();
    for (v1::Job& job : *static_cast<v1::ListJobsResponse*>(response)->mutable_jobs()) {
      SettleFailure(&job);
      if (asked.size() == 1) job.set_request_id(asked[0]);
    }
  }
}

// What the rows of the answer must account for: the targets, or the thing that the path names.
AskedTargets AskedOf(const CallBinding& binding, const Message& request) {
  if (const TargetPlan* targets = TargetsOf(binding, request))
    return {targets->id_name, TargetIds(*targets, request), targets->fans_out};
  for (const PathPiece& piece : binding.path) {
    if (piece.field != nullptr)
      return {piece.field->field->name(), {request.GetReflection()->GetString(request, piece.field->field)}};
  }
  return {};
}

// Makes every target stand in exactly one of the lists of the answer.
void SettleTargets(const CallBinding& binding, const Message& request, const std::string& request_id,
                   const absl::Status& unknown, Message* response) {
  const google::rpc::Status error = FromStatus(unknown);
  Message* container =
      binding.into == nullptr ? response : response->GetReflection()->MutableMessage(response, binding.into);
  const rest::v1::Jobs jobs = binding.call.answer().jobs();
  if (jobs != rest::v1::JOBS_UNSPECIFIED) {
    SettleGroup(request_id, AskedOf(binding, request), jobs, error, static_cast<v1::JobGroup*>(container));
  } else {
    RefuseUnnamed(AskedOf(binding, request), binding.target_answer, error, container);
  }
}

// Where an error stood: a job that was asked for, or that has an id, has run; any other item was refused.
ErrorPlace PlaceOf(const CallBinding& binding, const Message& owner) {
  if (owner.GetDescriptor() != v1::Job::descriptor()) return ErrorPlace::kItem;
  if (binding.targets.empty()) return ErrorPlace::kJob;
  const bool has_run = binding.call.answer().jobs() == rest::v1::JOBS_FINISHED &&
                       !static_cast<const v1::Job&>(owner).job_id().empty();
  return has_run ? ErrorPlace::kJob : ErrorPlace::kItem;
}

// The message that the top-level object of the answer is read into.
Message* TopOf(const CallBinding& binding, Message* response) {
  if (binding.into == nullptr) return response;
  Message* into = response->GetReflection()->MutableMessage(response, binding.into);
  return binding.call.answer().jobs() == rest::v1::JOBS_ONE ? static_cast<v1::JobGroup*>(into)->add_jobs()
                                                            : into;
}

// The status of an answer that is not 2xx, and what it says beside.
absl::Status ReadError(const CallBinding& binding, const ErrorContext& context, const HttpResult& result,
                       AnswerInfo* info) {
  absl::Status status = AnswerError(result, context);
  const std::string code = NormalErrorCode(ParseErrorBody(result.body).code);
  info->too_many_targets = !binding.targets.empty() && absl::c_linear_search(kTooManyTargets, code);
  info->asked_wait = RetryAfter(FindHeader(result.headers, "Retry-After"));
  if (result.status == kTooManyRequests && !info->asked_wait.has_value())
    info->asked_wait = RetryDelayOf(status);
  return status;
}

// Fills in what the rows of an answer leave open, and where the next page begins.
void Settle(const CallBinding& binding, const Message& request, const JsonEnvelope& envelope,
            const ErrorContext& context, Message* response) {
  SettleJobs(request, response);
  if (binding.accounts_for_targets()) {
    const absl::Status unknown =
        UnreadableAnswer("it does not name the target", envelope.request_id, context);
    SettleTargets(binding, request, envelope.request_id, unknown, response);
  }
  if (binding.call.has_paging()) SetNextPage(binding, request, envelope.next_marker, response);
}

// The status of an answer 2xx; fills `response`.
absl::Status ReadSuccess(const CallBinding& binding, const Message& request, const Message& whole,
                         HttpResult* result, Message* response, AnswerInfo* info) {
  if (result->body.empty() && binding.call.answer().may_be_empty()) return absl::OkStatus();
  const std::string no_target;
  const ErrorContext context = ContextOf(binding, whole, no_target);
  JsonEnvelope envelope;
  const auto error_from = [&](ErrorPlace place, absl::string_view code, absl::string_view message,
                              const ErrorContext& of) {
    // The id may stand in the body only, where the vendor writes it before nearly all rows. That of a query
    // is not the request that the query's jobs belong to.
    const bool from_body = info->upstream_request_id.empty() && binding.accounts_for_targets();
    const std::string& request_id = from_body ? envelope.request_id : info->upstream_request_id;
    return ErrorFromCode(place, code, message, result->status, request_id, of);
  };
  Message* top = TopOf(binding, response);
  absl::Status refused;  // The whole call, in a 200.
  const auto make_error = [&](absl::string_view code, absl::string_view message, const Message& owner) {
    if (&owner == top && !binding.call.answer().error_is_job())
      refused = ToStatus(error_from(ErrorPlace::kAnswer, code, message, context));
    const std::string target = TargetOf(binding, owner);
    return ToRpcStatus(error_from(PlaceOf(binding, owner), code, message, ContextOf(binding, whole, target)));
  };
  std::string problem = ReadJson(&result->body, *binding.answer, make_error, top, &envelope);
  info->unknown_fields = envelope.unknown_fields;
  if (info->upstream_request_id.empty()) info->upstream_request_id = envelope.request_id;
  if (problem.empty() && !envelope.error_code.empty() && envelope.error_code != kBillingSuccess)
    refused = ToStatus(error_from(ErrorPlace::kAnswer, envelope.error_code, envelope.error_message, context));
  if (problem.empty() && !refused.ok()) return refused;
  if (problem.empty()) problem = WhatIsMissing(binding, envelope, *top);
  if (!problem.empty()) return UnreadableAnswer(problem, info->upstream_request_id, context);
  Settle(binding, request, envelope, context, response);
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadAnswer(const CallBinding& binding, const Message& request, const Message& whole,
                        HttpResult result, Message* response, AnswerInfo* info) {
  const std::string no_target;
  const ErrorContext context = ContextOf(binding, whole, no_target);
  info->upstream_request_id = std::string(FindHeader(result.headers, "X-Request-Id"));
  info->http_status = result.status;
  info->maybe_sent = result.maybe_sent;
  info->failure = result.detail;
  if (result.failure != HttpFailure::kNone) return TransportError(result, context);
  if (result.status >= 200 && result.status <= 299)
    return ReadSuccess(binding, request, whole, &result, response, info);
  return IsPastTheEnd(binding, request, result) ? absl::OkStatus()
                                                : ReadError(binding, context, result, info);
}

}  // namespace cloudphone
