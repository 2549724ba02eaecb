#ifndef CLOUDPHONE_ADAPTERS_CPH_TEXT_UTF8_H_
#define CLOUDPHONE_ADAPTERS_CPH_TEXT_UTF8_H_

#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace cloudphone {

// Bytes of the UTF-8 character at the front of `text`, which is not empty; 0 where none stands there.
size_t Utf8CharacterSize(absl::string_view text);

// Whether `text` is UTF-8 throughout. Protobuf's C++ would pass on what is not; Go and Java clients then
// refuse the message.
bool IsUtf8(absl::string_view text);

// How many characters a text has; nothing where it is no UTF-8.
absl::optional<size_t> CountCharacters(absl::string_view text);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_TEXT_UTF8_H_
