#ifndef CLOUDPHONE_ADAPTERS_CPH_JSON_JSON_WRITER_H_
#define CLOUDPHONE_ADAPTERS_CPH_JSON_JSON_WRITER_H_

#include <string>

#include "adapters/cph/binding/message_plan.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// Writes the body fields of a request as the vendor's JSON object; unset fields are left out. Fields in
// `elsewhere` (path, query) do not go into it.
std::string WriteJson(const google::protobuf::Message& message, const MessagePlan& plan,
                      const std::vector<const FieldPlan*>& elsewhere);

// The text of a singular or repeated scalar as it stands in a path or a query: numbers and bools in digits
// and words, enum values by their vendor's value (the first one), lists separated by commas. Empty for an
// unset field.
std::string ScalarText(const google::protobuf::Message& message, const FieldPlan& plan);

// Whether a field is set: not empty, not zero, or, where it is `optional`, given.
bool IsSet(const google::protobuf::Message& message, const FieldPlan& plan);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_JSON_JSON_WRITER_H_
