#include "service/gateway/commands/command_errors.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/status/rich_status.h"

namespace cloudphone {
namespace {

// As many as fit into a trailer beside all else.
constexpr size_t kMostNamed = 16;

}  // namespace

absl::Status CommandOutcomeUnknown(absl::string_view what, const std::vector<std::string>& request_ids) {
  RichError error;
  error.code = google::rpc::ABORTED;
  error.reason = "OUTCOME_UNKNOWN";
  error.message = absl::StrCat(what, "; what was sent runs on: look its requests up, do not send it again");
  const auto end = request_ids.begin() + static_cast<ptrdiff_t>(std::min(request_ids.size(), kMostNamed));
  error.metadata["request_ids"] = absl::StrJoin(request_ids.begin(), end, ",");
  error.metadata["request_count"] = absl::StrCat(request_ids.size());
  return ToStatus(error);
}

google::rpc::Status CommandNotSent(const absl::Status& cause) {
  RichError error;
  error.code = static_cast<google::rpc::Code>(cause.code());
  error.reason = "NOT_SENT";
  error.message = absl::StrCat("nothing was sent to this phone: ", cause.message());
  error.retry_delay = RetryDelayOf(cause).value_or(absl::Seconds(1));
  return ToRpcStatus(error);
}

}  // namespace cloudphone
