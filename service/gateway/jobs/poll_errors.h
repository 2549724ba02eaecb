#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_POLL_ERRORS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_POLL_ERRORS_H_

#include <string>

#include "absl/status/status.h"

namespace cloudphone {

// NOT_FOUND that names the request.
absl::Status UnknownRequest(const std::string& request_id);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_POLL_ERRORS_H_
