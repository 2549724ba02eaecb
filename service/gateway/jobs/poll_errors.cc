#include "service/gateway/jobs/poll_errors.h"

#include "absl/strings/str_cat.h"
#include "adapters/cph/errors/rich_status.h"

namespace cloudphone {

bool IsMomentary(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kDataLoss:
      return true;
    default:
      return false;
  }
}

absl::Status UnknownRequest(const std::string& request_id) {
  RichError error;
  error.code = google::rpc::NOT_FOUND;
  error.reason = "REQUEST_NOT_FOUND";
  error.message = absl::StrCat("the upstream knows no request ", request_id);
  error.resource_type = "request";
  error.resource_name = request_id;
  return ToStatus(error);
}

}  // namespace cloudphone
