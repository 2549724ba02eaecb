#ifndef CLOUDPHONE_ADAPTERS_CPH_BINDING_REQUEST_PLACE_H_
#define CLOUDPHONE_ADAPTERS_CPH_BINDING_REQUEST_PLACE_H_

#include "absl/status/status.h"
#include "adapters/cph/binding/call_binding.h"
#include "adapters/cph/binding/message_plan.h"

namespace cloudphone {

// The parts of an HTTP request that take fields.
enum class Place { kPath, kQuery, kBody };

// Whether a field, as its form writes it, can stand there.
bool FitsPlace(const FieldPlan& field, Place place);

// Whether the parts of a `paging` option go together; InvalidArgument says what does not.
absl::Status CheckPaging(const rest::v1::Paging& paging);

// Sees that what a body holds beside the fields (constants, the page) has a body, and names that no field
// has. Says in `binding` that there is a body.
absl::Status BindBodyTexts(CallBinding* binding);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_BINDING_REQUEST_PLACE_H_
