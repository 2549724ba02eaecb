#ifndef CLOUDPHONE_SERVICE_AGENT_RPC_CALL_LINE_H_
#define CLOUDPHONE_SERVICE_AGENT_RPC_CALL_LINE_H_

#include <chrono>  // NOLINT(build/c++11)
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "grpcpp/server_context.h"

namespace cloudphone {

// What the log will say of a call when it has ended. Begins with the call.
class CallLine {
 public:
  // `service` is the full name; `phone_id` as the request has it, if it is known yet.
  CallLine(const grpc::ServerContextBase& context, absl::string_view service, absl::string_view method,
           absl::string_view phone_id);

  void SetPhone(absl::string_view phone_id) { phone_id_ = std::string(phone_id); }
  // Writes the line; once.
  void Write(const absl::Status& status) const;

 private:
  const std::string method_;
  const std::string request_id_;  // The caller's; empty where it shows none.
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::string phone_id_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_RPC_CALL_LINE_H_
