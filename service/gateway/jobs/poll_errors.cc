#include "service/gateway/jobs/poll_errors.h"

#include "absl/strings/str_cat.h"
#include "adapters/status/rich_status.h"

namespace cloudphone {

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
