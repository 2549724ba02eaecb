#ifndef CLOUDPHONE_ADAPTERS_CREDENTIALS_SHA256_H_
#define CLOUDPHONE_ADAPTERS_CREDENTIALS_SHA256_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cloudphone {

// SHA-256 and HMAC-SHA256 as 64 lower-case hex digits. Thread-safe. What they need of OpenSSL is fetched
// once. They end the process when OpenSSL has no SHA-256 or no memory for it: a wrong signature must not
// leave, since a few of them lock the key for everybody who uses it.
std::string HexSha256(absl::string_view data);
std::string HexHmacSha256(absl::string_view key, absl::string_view data);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CREDENTIALS_SHA256_H_
