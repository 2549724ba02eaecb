#ifndef CLOUDPHONE_ADAPTERS_CPH_JSON_FIELD_TEXT_H_
#define CLOUDPHONE_ADAPTERS_CPH_JSON_FIELD_TEXT_H_

#include <string>
#include <vector>

#include "adapters/cph/binding/message_plan.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// Whether a field is set: not empty, not zero, or, where it is `optional`, given.
bool IsSet(const google::protobuf::Message& message, const FieldPlan& plan);

// The first field that an answer of `plan` must have and `message` has not, or null.
const FieldPlan* FirstMissing(const google::protobuf::Message& message, const MessagePlan& plan);

// The text of a scalar as it stands in a path or a query, and as JSON quotes it or not: numbers and bools as
// the form wants them, enum values by their vendor's value (the first one), times in UTC, lists as one text,
// separated by commas unless the form says spaces. Empty for an unset field; of an unset enum that is sent
// nevertheless the value of its zero.
std::string ScalarText(const google::protobuf::Message& message, const FieldPlan& plan);

// The texts of a list of scalars, one by one; an enum value that is several of the vendor's gives all of
// them.
std::vector<std::string> ListTexts(const google::protobuf::Message& message, const FieldPlan& plan);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_JSON_FIELD_TEXT_H_
