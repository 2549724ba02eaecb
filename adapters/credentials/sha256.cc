#include "adapters/credentials/sha256.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "absl/strings/escaping.h"

namespace cloudphone {
namespace {

constexpr size_t kDigestBytes = 32;

void Require(bool ok) {
  if (ok) return;
  std::fputs("OpenSSL cannot compute SHA-256\n", stderr);
  std::abort();
}

std::string Hex(const unsigned char (&digest)[kDigestBytes]) {
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), kDigestBytes));
}

const EVP_MD* Sha256() {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);  // Never freed.
  Require(sha256 != nullptr);
  return sha256;
}

struct FreeMacContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeMacContext>;

// An HMAC context that knows its digest, but has no key yet.
MacContext NewHmacContext() {
  static EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);  // Never freed.
  Require(hmac != nullptr);
  MacContext context(EVP_MAC_CTX_new(hmac));
  Require(context != nullptr);
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                   OSSL_PARAM_construct_end()};
  Require(EVP_MAC_CTX_set_params(context.get(), parameters) == 1);
  return context;
}

}  // namespace

std::string HexSha256(absl::string_view data) {
  unsigned char digest[kDigestBytes];
  Require(EVP_Digest(data.data(), data.size(), digest, nullptr, Sha256(), nullptr) == 1);
  return Hex(digest);
}

std::string HexHmacSha256(absl::string_view key, absl::string_view data) {
  // One context a thread: to make one costs more than to use it. With no key at all EVP_MAC_init() would go
  // on with the key of the call before, so an empty key is given as a pointer, too.
  thread_local const MacContext context = NewHmacContext();
  const char* const key_bytes = key.empty() ? "" : key.data();
  unsigned char digest[kDigestBytes];
  size_t size = 0;
  Require(EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(key_bytes), key.size(),
                       nullptr) == 1);
  Require(EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(data.data()), data.size()) ==
          1);
  Require(EVP_MAC_final(context.get(), digest, &size, kDigestBytes) == 1 && size == kDigestBytes);
  return Hex(digest);
}

}  // namespace cloudphone
