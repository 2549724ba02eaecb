#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_REQUEST_FIELDS_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_REQUEST_FIELDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "adapters/cph/binding/call_binding.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// The targets of a batch as `request` names them: by the list that it gives, else the first way of the
// contract. Null where the call is no batch.
const TargetPlan* TargetsOf(const CallBinding& binding, const google::protobuf::Message& request);

// The ids of the targets, in the order of the request.
std::vector<std::string> TargetIds(const TargetPlan& targets, const google::protobuf::Message& request);

// The path of the id of the target at `index`: "phones[3].phone_id", "phone_ids[3]".
std::string TargetPath(const TargetPlan& targets, size_t index);

// The path of the request field that carries the vendor's `parameter`, or "" where the request has none. In a
// batch `target_id` says which target the vendor spoke of; empty: none in particular.
std::string FieldPath(const CallBinding& binding, const google::protobuf::Message& request,
                      absl::string_view parameter, absl::string_view target_id);

// The id of the thing of `resource_type` ("phone", "server", "job", "request") that the request asks for, or
// "" where it names none or several.
std::string ResourceName(const CallBinding& binding, const google::protobuf::Message& request,
                         absl::string_view resource_type, absl::string_view target_id);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_REQUEST_FIELDS_H_
