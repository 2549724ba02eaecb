#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_REQUEST_CHECK_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_REQUEST_CHECK_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "adapters/cph/binding/call_binding.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// One field of a request that cannot go out.
struct Violation {
  std::string field;   // Path, such as "phones[3].phone_id".
  std::string reason;  // ErrorInfo.reason: PARAMETER_MISSING, PARAMETER_INVALID, LIST_TOO_LONG, PAGE_INVALID.
  std::string description;
};

// Checks the fields of a request by the `check` options of its contract, those of messages in it too, and
// that each enum value can be sent.
std::vector<Violation> CheckFields(const MessagePlan& plan, const google::protobuf::Message& request);

// Everything that a call checks before it leaves: the fields; what goes into the path; page_size and
// page_token; the targets of a batch, at most max_targets and each once.
std::vector<Violation> CheckCall(const CallBinding& binding, const google::protobuf::Message& request);

// OK without violations; else INVALID_ARGUMENT with the reason of the first and a BadRequest that names every
// field.
absl::Status ViolationStatus(const std::vector<Violation>& violations);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_REQUEST_CHECK_H_
