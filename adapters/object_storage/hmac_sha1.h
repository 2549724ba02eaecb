#ifndef CLOUDPHONE_ADAPTERS_OBJECT_STORAGE_HMAC_SHA1_H_
#define CLOUDPHONE_ADAPTERS_OBJECT_STORAGE_HMAC_SHA1_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cloudphone {

// HMAC-SHA1 in base64, which is what the object store takes; nothing else here may use it. Thread-safe. Ends
// the process when OpenSSL has none: a wrong signature must not leave.
std::string Base64HmacSha1(absl::string_view key, absl::string_view data);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_OBJECT_STORAGE_HMAC_SHA1_H_
