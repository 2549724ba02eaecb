#ifndef CLOUDPHONE_SERVICE_GATEWAY_SHARED_FILES_LISTING_ERRORS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_SHARED_FILES_LISTING_ERRORS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cloudphone {

// Of a listing whose job succeeded and does not tell what it should: DATA_LOSS, UPSTREAM_ANSWER_INVALID.
absl::Status ListingUnreadable(absl::string_view what);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_SHARED_FILES_LISTING_ERRORS_H_
