#ifndef CLOUDPHONE_ADAPTERS_CPH_BINDING_FIELD_OPTIONS_H_
#define CLOUDPHONE_ADAPTERS_CPH_BINDING_FIELD_OPTIONS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/cph/binding/message_plan.h"
#include "google/protobuf/descriptor.h"

namespace cloudphone {

// What a field is to the JSON translation; kOther for a type that it does not know.
FieldShape ShapeOf(const google::protobuf::FieldDescriptor* field);

// Whether the `field` option of a field fits the field, so that no part of it is silently without effect.
// Else InvalidArgument, naming the field and the part.
absl::Status CheckFieldOptions(const google::protobuf::FieldDescriptor* field, FieldShape shape,
                               Direction direction);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_BINDING_FIELD_OPTIONS_H_
