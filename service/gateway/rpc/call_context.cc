#include "service/gateway/rpc/call_context.h"

#include <algorithm>
#include <chrono>  // NOLINT(build/c++11)
#include <vector>

#include "absl/random/random.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "adapters/status/rich_status.h"
#include "google/rpc/error_details.pb.h"
#include "service/serving/log.h"

namespace cloudphone {
namespace {

constexpr char kRequestIdKey[] = "x-request-id";
constexpr char kAccountKey[] = "x-cloudphone-account";
constexpr size_t kMaxRequestIdBytes = 128;

std::string MakeRequestId() {
  thread_local absl::BitGen random;
  return absl::StrFormat("%016x%016x", absl::Uniform<uint64_t>(random), absl::Uniform<uint64_t>(random));
}

absl::string_view Metadata(const grpc::CallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return {};
  return {found->second.data(), found->second.size()};
}

bool IsVisible(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_isgraph(c); });
}

absl::Time DeadlineOf(const grpc::CallbackServerContext& context) {
  const std::chrono::system_clock::time_point deadline = context.deadline();
  return deadline == std::chrono::system_clock::time_point::max() ? absl::InfiniteFuture()
                                                                  : absl::FromChrono(deadline);
}

// The reason of an error that came without one: the name of its code.
google::rpc::ErrorInfo PlainErrorInfo(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  info.set_domain(std::string(kErrorDomain));
  info.set_reason(absl::StatusCodeToString(status.code()));
  return info;
}

}  // namespace

CallContext ReadCallContext(const Timers& clock, absl::string_view method,
                            grpc::CallbackServerContext* context) {
  CallContext call;
  call.method = std::string(method);
  call.start = clock.Now();
  call.deadline = DeadlineOf(*context);
  const absl::string_view given = Metadata(*context, kRequestIdKey);
  const bool usable = !given.empty() && given.size() <= kMaxRequestIdBytes && IsVisible(given);
  call.request_id = usable ? std::string(given) : MakeRequestId();
  context->AddInitialMetadata(kRequestIdKey, call.request_id);
  return call;
}

absl::StatusOr<Account*> ChooseAccount(const Accounts& accounts, const grpc::CallbackServerContext& context) {
  const absl::string_view name = Metadata(context, kAccountKey);
  if (Account* account = accounts.Find(name)) return account;
  const absl::string_view what =
      name.empty() ? "must name one of the accounts of this gateway" : "names no account of this gateway";
  RichError error;
  error.code = google::rpc::INVALID_ARGUMENT;
  error.reason = name.empty() ? "ACCOUNT_MISSING" : "ACCOUNT_UNKNOWN";
  error.message = absl::StrCat("metadata ", kAccountKey, " ", what);
  error.violations.push_back({kAccountKey, std::string(what)});
  return ToStatus(error);
}

absl::Status DrainingStatus() {
  RichError error;
  error.code = google::rpc::UNAVAILABLE;
  error.reason = "GATEWAY_DRAINING";
  error.message = "the gateway is shutting down; ask again";
  error.retry_delay = absl::Seconds(1);
  return ToStatus(error);
}

absl::Status MalformedRequest(absl::string_view message_type) {
  RichError error;
  error.code = google::rpc::INVALID_ARGUMENT;
  error.reason = "REQUEST_MALFORMED";
  error.message = absl::StrCat("the request is no ", message_type);
  return ToStatus(error);
}

absl::Status Outward(const absl::Status& status, const CallContext& call) {
  if (status.ok()) return status;
  google::rpc::Status rich = FromStatus(status);
  google::protobuf::Any* place = nullptr;
  for (google::protobuf::Any& detail : *rich.mutable_details()) {
    if (detail.Is<google::rpc::ErrorInfo>()) place = &detail;
  }
  google::rpc::ErrorInfo info;
  if (place == nullptr || !place->UnpackTo(&info)) info = PlainErrorInfo(status);
  (*info.mutable_metadata())[kRequestIdKey] = call.request_id;
  if (place == nullptr) place = rich.add_details();
  place->PackFrom(info);
  return ToStatus(rich);
}

void LogCall(const CallContext& call, absl::Time end, const absl::Status& status,
             std::initializer_list<LogField> more) {
  std::vector<LogField> fields = {{"method", call.method},
                                  {"code", absl::StatusCodeToString(status.code())},
                                  {"latency_ms", absl::ToInt64Milliseconds(end - call.start)},
                                  {"request_id", call.request_id}};
  fields.insert(fields.end(), more.begin(), more.end());
  if (!status.ok()) fields.emplace_back("message", status.message());
  Log(status.ok() ? LogLevel::kInfo : LogLevel::kWarning, "call", fields);
}

}  // namespace cloudphone
