#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_REQUEST_CHECK_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_REQUEST_CHECK_H_

#include "absl/status/status.h"
#include "adapters/cph/binding/call_binding.h"
#include "adapters/cph/call/violation.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// Checks the fields of a request by the `check` options of its contract, those of messages in it too where
// they are set, and that each enum value and each time can be sent.
Violations CheckFields(const MessagePlan& plan, const google::protobuf::Message& request);

// Everything that a call checks before it leaves: the fields; what goes into the path is there and changes no
// path; page_size and page_token; the targets of a batch, at most max_targets and each once.
Violations CheckCall(const CallBinding& binding, const google::protobuf::Message& request);

// OK without violations; else INVALID_ARGUMENT with the reason of the first and a BadRequest that names every
// field.
absl::Status ViolationStatus(const Violations& violations);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_REQUEST_CHECK_H_
