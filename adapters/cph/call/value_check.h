#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_VALUE_CHECK_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_VALUE_CHECK_H_

#include <string>

#include "adapters/cph/binding/message_plan.h"
#include "adapters/cph/call/violation.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// Checks the value of a single field that is set, and is no message of ours, by the field's `check` option
// and by what its form can carry. `path` names it in what is found.
void CheckValue(const FieldPlan& plan, const google::protobuf::Message& message, const std::string& path,
                Violations* found);

// The same for item `index` of a list.
void CheckItem(const FieldPlan& plan, const google::protobuf::Message& message, int index,
               const std::string& path, Violations* found);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_VALUE_CHECK_H_
