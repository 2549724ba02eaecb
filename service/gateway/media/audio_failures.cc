#include "service/gateway/media/audio_failures.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "adapters/status/rich_status.h"

namespace cloudphone {
namespace {

absl::Status Unavailable(absl::string_view reason, absl::string_view message,
                         absl::optional<absl::Duration> retry_delay) {
  RichError error;
  error.code = google::rpc::UNAVAILABLE;
  error.reason = std::string(reason);
  error.message = std::string(message);
  error.retry_delay = retry_delay;
  return ToStatus(error);
}

}  // namespace

bool IsFormatInUse(const absl::Status& failure) { return ReasonOf(failure) == "AUDIO_FORMAT_IN_USE"; }

bool IsOfRequest(const absl::Status& failure) {
  return absl::IsInvalidArgument(failure) || IsFormatInUse(failure);
}

bool IsForGood(const absl::Status& failure) {
  return IsOfRequest(failure) || absl::IsNotFound(failure) || absl::IsUnimplemented(failure) ||
         absl::IsPermissionDenied(failure) || ReasonOf(failure) == "AGENT_TOKEN_REFUSED";
}

absl::Status EndOfStream(const absl::Status& failure, const std::string& phone_id) {
  if (!absl::IsNotFound(failure)) return failure;
  return Unavailable("PHONE_GONE", absl::StrCat("there is no phone ", phone_id, " any more"), absl::nullopt);
}

absl::Status AgentStaysAway(const absl::Status& last_failure) {
  return Unavailable("AGENT_LOST",
                     absl::StrCat("the agent of the phone was lost, and was tried in vain for too long: ",
                                  last_failure.message()),
                     absl::Seconds(10));
}

absl::Status AgentIsMute() {
  return Unavailable("AGENT_LOST", "the agent of the phone says nothing any more", absl::Seconds(1));
}

}  // namespace cloudphone
