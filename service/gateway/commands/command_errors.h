#ifndef CLOUDPHONE_SERVICE_GATEWAY_COMMANDS_COMMAND_ERRORS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_COMMANDS_COMMAND_ERRORS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/rpc/status.pb.h"

namespace cloudphone {

// Of a command that runs or may run while nobody will tell how it ends: ABORTED, OUTCOME_UNKNOWN. Names the
// requests (the first 16, and how many there are) to look up. No RetryInfo: asking again would run it again.
absl::Status CommandOutcomeUnknown(absl::string_view what, const std::vector<std::string>& request_ids);

// Of a phone to which nothing was sent because of `cause`: its code, NOT_SENT, and when to ask again.
google::rpc::Status CommandNotSent(const absl::Status& cause);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_COMMANDS_COMMAND_ERRORS_H_
