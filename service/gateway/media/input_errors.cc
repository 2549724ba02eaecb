#include "service/gateway/media/input_errors.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/status/rich_status.h"

namespace cloudphone {

absl::Status WrongInput(absl::string_view reason, absl::string_view field, absl::string_view what) {
  RichError error;
  error.code = google::rpc::INVALID_ARGUMENT;
  error.reason = std::string(reason);
  error.message = absl::StrCat(field, ": ", what);
  error.violations.push_back({std::string(field), std::string(what)});
  return ToStatus(error);
}

absl::Status GestureUnanswered() {
  RichError error;
  error.code = google::rpc::UNAVAILABLE;
  error.reason = "AGENT_UNANSWERED";
  error.message = "the phone has not followed the gesture in time; a part of it may have been made";
  return ToStatus(error);
}

}  // namespace cloudphone
