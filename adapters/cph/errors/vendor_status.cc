#include "adapters/cph/errors/vendor_status.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/cph/errors/error_body.h"
#include "adapters/cph/errors/error_table.h"
#include "adapters/cph/errors/vendor_text.h"

namespace cloudphone {
namespace {

// How long to wait before the same call, where nobody says. The vendor publishes no figures; its windows are
// a minute.
constexpr absl::Duration kBackoffDelay = absl::Seconds(1);
constexpr absl::Duration kLaterDelay = absl::Seconds(5);
constexpr absl::Duration kThrottledDelay = absl::Minutes(1);

constexpr char kRateLimited[] = "RATE_LIMITED";
// A command that failed in the phone; its row speaks of the parameter of the call (the vendor's sample).
constexpr char kCommandFailed[] = "CPS.0191";

std::string ValueOf(const std::function<std::string(absl::string_view)>& lookup, absl::string_view key) {
  return lookup && !key.empty() ? lookup(key) : "";
}

void AddMetadata(absl::string_view code, absl::string_view upstream_request_id, const ErrorContext& context,
                 RichError* error) {
  if (!code.empty()) error->metadata["upstream_code"] = CleanVendorText(code);
  if (!upstream_request_id.empty())
    error->metadata["upstream_request_id"] = CleanVendorText(upstream_request_id);
  if (!context.operation.empty()) error->metadata["operation"] = context.operation;
}

// `what` happened to a write, and nobody knows whether it took effect. Never to be repeated blindly: no
// RetryInfo.
RichError UnknownOutcome(absl::string_view what) {
  RichError error;
  error.code = google::rpc::ABORTED;
  error.reason = "OUTCOME_UNKNOWN";
  error.message = absl::StrCat(what,
                               "; the call may have taken effect: look at the state of its targets before "
                               "making it again");
  return error;
}

absl::optional<absl::Duration> RetryDelay(const ErrorRow& row, bool write, absl::string_view message) {
  switch (row.retry) {
    case Retry::kNo:
    case Retry::kAfterFix:
    case Retry::kTokenRefresh:  // Ours to mend; the caller must not knock meanwhile.
      return absl::nullopt;
    case Retry::kReadsOnly:
      if (write) return absl::nullopt;
      return kBackoffDelay;
    case Retry::kLater:
      return kLaterDelay;
    case Retry::kBackoff:
      if (row.reason == kRateLimited) return ThrottlingWindow(message).value_or(kThrottledDelay);
      return kBackoffDelay;
  }
  return absl::nullopt;
}

void AddDetail(const ErrorRow& row, const ErrorContext& context, RichError* error) {
  switch (row.detail) {
    case Detail::kNone:
      return;
    case Detail::kBadRequest: {
      // Of two names the request has at most one; where it has none, the description must do.
      std::string path = ValueOf(context.field_path, row.parameters[0]);
      if (path.empty()) path = ValueOf(context.field_path, row.parameters[1]);
      error->violations.push_back({std::move(path), error->message});
      return;
    }
    case Detail::kResourceInfo:
      error->resource_type = std::string(row.resource_type);
      error->resource_name = ValueOf(context.resource_name, row.resource_type);
      return;
    case Detail::kQuotaFailure:
      error->quota_subject =
          row.reason == kRateLimited ? absl::StrCat("calls of ", context.operation) : "project";
      return;
    case Detail::kPreconditionFailure:
      for (const char* type : {"phone", "server"}) {
        if (error->precondition_subject.empty())
          error->precondition_subject = ValueOf(context.resource_name, type);
      }
      if (error->precondition_subject.empty()) error->precondition_subject = context.operation;
      return;
  }
}

RichError FailedForGood(absl::string_view message) {
  RichError error;
  error.code = google::rpc::INTERNAL;
  error.reason = "UPSTREAM_FAILED";
  error.message = message.empty() ? "the job failed" : std::string(message);
  return error;
}

// A code that is not in the table, in an answer 200, where the HTTP status says nothing: the item was
// refused.
constexpr ErrorRow kUnknownItem = {
    "", 0,    google::rpc::FAILED_PRECONDITION, "UPSTREAM_REFUSED", Retry::kNo, Detail::kNone, {"", ""},
    "", false};

bool IsMomentary(google::rpc::Code code) {
  return code == google::rpc::UNAVAILABLE || code == google::rpc::DEADLINE_EXCEEDED;
}

RichError FromRow(const ErrorRow& row, absl::string_view message, bool write, const ErrorContext& context) {
  RichError error;
  error.code = row.grpc;
  error.reason = std::string(row.reason);
  error.message = message.empty() ? "the upstream refused the call without saying why" : std::string(message);
  error.retry_delay = RetryDelay(row, write, message);
  AddDetail(row, context, &error);
  return error;
}

// Whether an answer without a code that we can read is a refusal all the same.
bool IsPlainRefusal(int status) {
  return status == 401 || status == 413 || status == 414 || status == 429 || status == 494;
}

RichError UnreadableError(absl::string_view problem, const ErrorContext& context) {
  const std::string what = absl::StrCat("the upstream's answer is not as documented: ", problem);
  if (context.write) return UnknownOutcome(what);
  RichError error;
  error.code = google::rpc::DATA_LOSS;
  error.reason = "UPSTREAM_ANSWER_INVALID";
  error.message = what;
  return error;
}

// An exchange that ended while the request may have left.
RichError SentAndLost(HttpFailure failure, const ErrorContext& context) {
  RichError error;
  switch (failure) {
    case HttpFailure::kTimedOut:
      error.code = google::rpc::DEADLINE_EXCEEDED;
      error.reason = "DEADLINE_EXCEEDED";
      error.message = "the upstream did not answer in time";
      break;
    case HttpFailure::kCancelled:
      error.code = google::rpc::CANCELLED;
      error.reason = "CANCELLED";
      error.message = "the call was cancelled";
      break;
    case HttpFailure::kAnswerTooLarge:
      error.code = google::rpc::RESOURCE_EXHAUSTED;
      error.reason = "UPSTREAM_ANSWER_TOO_LARGE";
      error.message = "the upstream's answer is larger than this gateway takes";
      break;
    case HttpFailure::kAnswerMalformed:
      return UnreadableError("it is no HTTP answer", context);
    default:
      error.code = google::rpc::UNAVAILABLE;
      error.reason = "UPSTREAM_UNAVAILABLE";
      error.message = "the connection to the upstream was lost before it answered";
      error.retry_delay = kBackoffDelay;
  }
  return context.write ? UnknownOutcome(error.message) : error;
}

// An exchange of which no byte left: reads and writes alike.
RichError NeverSent(HttpFailure failure) {
  RichError error;
  switch (failure) {
    case HttpFailure::kTimedOut:
      error.code = google::rpc::DEADLINE_EXCEEDED;
      error.reason = "DEADLINE_EXCEEDED";
      error.message = "the deadline passed before the call could be sent to the upstream";
      break;
    case HttpFailure::kCancelled:
      error.code = google::rpc::CANCELLED;
      error.reason = "CANCELLED";
      error.message = "the call was cancelled before it was sent to the upstream";
      break;
    case HttpFailure::kHeldBack:
      error.code = google::rpc::FAILED_PRECONDITION;
      error.reason = "UPSTREAM_LOGIN_REFUSED";
      error.message = "the upstream refuses this gateway's credentials; its operator must mend them";
      break;
    case HttpFailure::kTooManyWaiting:
      error.code = google::rpc::RESOURCE_EXHAUSTED;
      error.reason = "UPSTREAM_BUSY";
      error.message = "too many calls wait for the upstream already";
      error.retry_delay = kBackoffDelay;
      error.quota_subject = "calls that wait for the upstream";
      break;
    case HttpFailure::kInvalidRequest:
      error.code = google::rpc::INTERNAL;
      error.reason = "UPSTREAM_REQUEST_INVALID";
      error.message = "the gateway made a request that cannot be sent";
      break;
    default:
      error.code = google::rpc::UNAVAILABLE;
      error.reason = "UPSTREAM_UNAVAILABLE";
      error.message = "the upstream cannot be reached";
      error.retry_delay = kBackoffDelay;
  }
  return error;
}

}  // namespace

RichError ErrorFromCode(ErrorPlace place, absl::string_view code, absl::string_view message, int http_status,
                        absl::string_view upstream_request_id, const ErrorContext& context) {
  const std::string normal = NormalErrorCode(code);
  const std::string text = CleanVendorText(message);
  const ErrorRow* row = FindErrorRow(normal, http_status);
  RichError error;
  if (place == ErrorPlace::kJob && (row == nullptr || normal == kCommandFailed)) {
    error = FailedForGood(text);
  } else {
    if (row == nullptr) row = place == ErrorPlace::kItem ? &kUnknownItem : &StatusRow(http_status);
    // What the identity service says belongs to our login, before the call was sent.
    const bool judges_the_write =
        context.write && place != ErrorPlace::kJob && !absl::StartsWith(normal, "IAM.");
    // A job is the work of a write, whatever call shows it.
    const bool of_write = context.write || place == ErrorPlace::kJob;
    error = judges_the_write && IsMomentary(row->grpc) && !row->write_safe
                ? UnknownOutcome(text.empty() ? "the upstream failed" : text)
                : FromRow(*row, text, of_write, context);
  }
  AddMetadata(normal, upstream_request_id, context, &error);
  return error;
}

absl::Status TransportError(const HttpResult& result, const ErrorContext& context) {
  RichError error = result.maybe_sent ? SentAndLost(result.failure, context) : NeverSent(result.failure);
  AddMetadata("", "", context, &error);
  return ToStatus(error);
}

absl::Status AnswerError(const HttpResult& result, const ErrorContext& context) {
  const ErrorBody body = ParseErrorBody(result.body);
  const absl::string_view header_id = FindHeader(result.headers, "X-Request-Id");
  const absl::string_view request_id = header_id.empty() ? absl::string_view(body.request_id) : header_id;
  RichError error;
  if (!body.code.empty()) {
    error = ErrorFromCode(ErrorPlace::kAnswer, body.code, body.message, result.status, request_id, context);
  } else if (IsPlainRefusal(result.status) || result.status >= 500) {
    error = ErrorFromCode(ErrorPlace::kAnswer, "", "", result.status, request_id, context);
  } else {
    error = UnreadableError("it is an error without a code", context);
    AddMetadata("", request_id, context, &error);
  }
  const absl::optional<absl::Duration> asked = RetryAfter(FindHeader(result.headers, "Retry-After"));
  if (error.retry_delay.has_value() && asked.has_value()) error.retry_delay = asked;
  return ToStatus(error);
}

absl::Status UnreadableAnswer(absl::string_view problem, absl::string_view upstream_request_id,
                              const ErrorContext& context) {
  RichError error = UnreadableError(problem, context);
  AddMetadata("", upstream_request_id, context, &error);
  return ToStatus(error);
}

}  // namespace cloudphone
