#ifndef CLOUDPHONE_ADAPTERS_CPH_JSON_JSON_WRITER_H_
#define CLOUDPHONE_ADAPTERS_CPH_JSON_JSON_WRITER_H_

#include <string>
#include <utility>
#include <vector>

#include "adapters/cph/binding/message_plan.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// Names and texts that are no field's: query pairs, the fixed texts of a body.
using NamedTexts = std::vector<std::pair<std::string, std::string>>;

// Writes the body of a request as the vendor's JSON object: first `texts`, as texts and in their order, then
// the fields of `message`. Unset fields are left out unless the plan sends them nevertheless; fields in
// `elsewhere` (path, query) do not go into it.
std::string WriteJson(const google::protobuf::Message& message, const MessagePlan& plan,
                      const std::vector<const FieldPlan*>& elsewhere, const NamedTexts& texts = {});

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_JSON_JSON_WRITER_H_
