#include "service/gateway/media/agent_failure.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/status/rich_status.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {
namespace {

constexpr char kNotRunning[] = "AGENT_NOT_RUNNING";
constexpr char kUnreachable[] = "AGENT_UNREACHABLE";
constexpr char kLost[] = "AGENT_LOST";
constexpr char kOtherPhone[] = "AGENT_OF_OTHER_PHONE";
constexpr char kTokenRefused[] = "AGENT_TOKEN_REFUSED";  // The agent's word, and ours.
constexpr char kPhoneNotFound[] = "PHONE_NOT_FOUND";     // The agent's word.
constexpr absl::Duration kSoon = absl::Seconds(1);

absl::Status Precondition(absl::string_view reason, const std::string& phone_id, absl::string_view message) {
  RichError error;
  error.code = google::rpc::FAILED_PRECONDITION;
  error.reason = std::string(reason);
  error.message = std::string(message);
  error.precondition_subject = absl::StrCat("phones/", phone_id);
  return ToStatus(error);
}

absl::Status Momentary(absl::string_view reason, absl::string_view message) {
  RichError error;
  error.code = google::rpc::UNAVAILABLE;
  error.reason = std::string(reason);
  error.message = std::string(message);
  error.retry_delay = kSoon;
  return ToStatus(error);
}

// gRPC tells by its text alone whether a connection stood; being wrong about it costs the caller a worse
// word.
absl::Status NoAnswer(const grpc::Status& status, const std::string& phone_id) {
  const std::string& text = status.error_message();
  if (!absl::StrContains(text, "failed to connect"))
    return Momentary(kLost, absl::StrCat("the connection to the agent of the phone was lost: ", text));
  // What a mapped port does where nothing listens in the phone is not documented: refused, we suppose.
  if (absl::StrContains(text, "Connection refused")) {
    return Precondition(kNotRunning, phone_id,
                        "no agent listens in the phone: install and start cloudphone-agent there");
  }
  return Momentary(kUnreachable, absl::StrCat("the agent of the phone cannot be reached: ", text));
}

}  // namespace

absl::Status AgentFailure(const grpc::Status& status, const std::string& phone_id) {
  absl::Status told = FromGrpcStatus(status);
  if (told.ok()) return told;
  const std::string reason = ReasonOf(told);
  if (absl::IsUnauthenticated(told)) {
    return Precondition(kTokenRefused, phone_id,
                        "the agent of the phone refuses the gateway's token: give the agent the token that "
                        "belongs to the gateway's secret and the phone");
  }
  // The port leads to another phone by now, or to none.
  if (reason == kPhoneNotFound)
    return Momentary(kOtherPhone,
                     "behind the port of the phone there is the agent of another one; ask again");
  if (!reason.empty()) return told;
  switch (told.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kCancelled:  // Of the agent; where our caller cancels nobody reads this.
    case absl::StatusCode::kUnknown:
      return NoAnswer(status, phone_id);
    default:
      return told;
  }
}

bool IsLinkFailure(const absl::Status& failure) {
  const std::string reason = ReasonOf(failure);
  return reason == kNotRunning || reason == kUnreachable || reason == kLost || reason == kOtherPhone ||
         reason == kTokenRefused;
}

}  // namespace cloudphone
