#ifndef CLOUDPHONE_ADAPTERS_CPH_JSON_FIELD_STORE_H_
#define CLOUDPHONE_ADAPTERS_CPH_JSON_FIELD_STORE_H_

#include "absl/strings/string_view.h"
#include "adapters/cph/binding/message_plan.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// What a JSON scalar was. Numbers and bools come as the text that stood in the answer.
enum class ScalarKind { kText, kNumber, kBool };

// Puts a JSON scalar into a field: sets a singular one, adds to a repeated one. Lenient as the vendor is
// loose: "5" for 5, 5 for "5", "true" for true, 1 for true, any documented time; an enum value that nobody
// documented reads as UNSPECIFIED with the raw value beside it. `text` is not empty and valid UTF-8. Returns
// false, with the message unchanged, when the scalar cannot be what the field is.
bool StoreScalar(ScalarKind kind, absl::string_view text, const FieldPlan& plan,
                 google::protobuf::Message* message);

// Reads a list that came as one text in the separated form of its field; empty items are left out. Returns
// false, perhaps with some items added, when the form is another or an item cannot be what the field is.
bool StoreListText(absl::string_view text, const FieldPlan& plan, google::protobuf::Message* message);

// Adds an entry to a map<string, string>; a later entry of the same key wins.
void StoreMapEntry(absl::string_view key, absl::string_view value, const FieldPlan& plan,
                   google::protobuf::Message* message);

// Reads JSON text that holds one object, as the vendor's `property` does, into a map<string, string>; what is
// nested in it is left out. Tolerates a trailing comma (the vendor's old samples have it). Returns false when
// the text is no such object.
bool StoreMapText(absl::string_view text, const FieldPlan& plan, google::protobuf::Message* message);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_JSON_FIELD_STORE_H_
