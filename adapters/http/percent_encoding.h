#ifndef CLOUDPHONE_ADAPTERS_HTTP_PERCENT_ENCODING_H_
#define CLOUDPHONE_ADAPTERS_HTTP_PERCENT_ENCODING_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cloudphone {

// Appends `text` to a URL or to what is signed of one: everything but the unreserved characters of RFC 3986
// and those of `keep` becomes %XX, byte by byte, in capitals.
void AppendPercentEncoded(absl::string_view text, absl::string_view keep, std::string* encoded);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_HTTP_PERCENT_ENCODING_H_
