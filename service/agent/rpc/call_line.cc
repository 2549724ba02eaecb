#include "service/agent/rpc/call_line.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "service/serving/log.h"

namespace cloudphone {
namespace {

std::string RequestIdOf(const grpc::ServerContextBase& context) {
  const auto found = context.client_metadata().find("x-request-id");
  return found == context.client_metadata().end() ? ""
                                                  : std::string(found->second.data(), found->second.size());
}

}  // namespace

CallLine::CallLine(const grpc::ServerContextBase& context, absl::string_view service,
                   absl::string_view method, absl::string_view phone_id)
    : method_(absl::StrCat("/", service, "/", method)),
      request_id_(RequestIdOf(context)),
      phone_id_(phone_id) {}

void CallLine::Write(const absl::Status& status) const {
  const auto passed =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start_);
  std::vector<LogField> fields = {{"method", method_},
                                  {"code", absl::StatusCodeToString(status.code())},
                                  {"latency_ms", int64_t{passed.count()}},
                                  {"phone_id", phone_id_},
                                  {"request_id", request_id_}};
  if (!status.ok()) fields.emplace_back("message", status.message());
  Log(status.ok() ? LogLevel::kInfo : LogLevel::kWarning, "agent_call", fields);
}

}  // namespace cloudphone
