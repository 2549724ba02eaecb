#include "adapters/object_storage/hmac_sha1.h"

#include <openssl/evp.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/escaping.h"

namespace cloudphone {

std::string Base64HmacSha1(absl::string_view key, absl::string_view data) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  size_t size = 0;
  if (EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA1", nullptr, key.data(), key.size(),
                reinterpret_cast<const unsigned char*>(data.data()), data.size(), digest, sizeof(digest),
                &size) == nullptr) {
    std::fputs("OpenSSL cannot compute HMAC-SHA1\n", stderr);
    std::abort();
  }
  return absl::Base64Escape(absl::string_view(reinterpret_cast<const char*>(digest), size));
}

}  // namespace cloudphone
