#include "service/gateway/shared_files/listing_errors.h"

#include "absl/strings/str_cat.h"
#include "adapters/status/rich_status.h"

namespace cloudphone {

absl::Status ListingUnreadable(absl::string_view what) {
  RichError error;
  error.code = google::rpc::DATA_LOSS;
  error.reason = "UPSTREAM_ANSWER_INVALID";
  error.message = absl::StrCat("shared files cannot be listed: ", what);
  return ToStatus(error);
}

}  // namespace cloudphone
