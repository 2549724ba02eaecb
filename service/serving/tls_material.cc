#include "service/serving/tls_material.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "adapters/runtime/file_descriptor.h"

namespace cloudphone {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
template <typename Type>
using Owned = std::unique_ptr<Type, Free>;

absl::Status Wrong(absl::string_view file, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(file, " ", what));
}

Owned<BIO> Reader(const std::string& text) {
  return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// What OpenSSL says of its last failure, such as "ee key too small".
std::string LastReason() {
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason == nullptr ? "OpenSSL does not take it" : reason;
}

// The first certificate of `text`; all of them are read.
absl::StatusOr<Owned<X509>> FirstCertificate(absl::string_view file, const std::string& text) {
  const Owned<BIO> reader = Reader(text);
  Owned<X509> first(PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr));
  Owned<X509> last;
  for (bool more = first != nullptr; more; more = last != nullptr)
    last.reset(PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr));
  // After the last one OpenSSL misses the next beginning, and that alone.
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (first == nullptr && at_end) return Wrong(file, "holds no PEM certificate");
  if (!at_end) return Wrong(file, "holds a broken certificate");
  return first;
}

absl::StatusOr<Owned<EVP_PKEY>> PrivateKey(absl::string_view file, const std::string& text) {
  bool encrypted = false;
  // Without a function of ours OpenSSL would ask at the terminal.
  const auto no_passphrase = [](char*, int, int, void* asked) {
    *static_cast<bool*>(asked) = true;
    return -1;
  };
  Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(Reader(text).get(), nullptr, no_passphrase, &encrypted));
  if (encrypted) return Wrong(file, "is encrypted; give the key without a passphrase");
  if (key == nullptr) return Wrong(file, "holds no PEM private key");
  return key;
}

// By the rules of OpenSSL's security level, as gRPC will apply them.
absl::Status CheckTaken(const TlsFiles& files, X509* certificate, EVP_PKEY* key) {
  const Owned<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
  if (context == nullptr) return absl::InternalError(absl::StrCat("OpenSSL: ", LastReason()));
  if (SSL_CTX_use_certificate(context.get(), certificate) != 1)
    return Wrong(files.certificate, absl::StrCat("cannot be used: ", LastReason()));
  if (X509_check_private_key(certificate, key) != 1)
    return Wrong(files.key, absl::StrCat("is not the key of the certificate in ", files.certificate));
  if (SSL_CTX_use_PrivateKey(context.get(), key) != 1)
    return Wrong(files.key, absl::StrCat("cannot be used: ", LastReason()));
  return absl::OkStatus();
}

absl::Status CheckMaterial(const TlsFiles& files, const TlsMaterial& material) {
  absl::StatusOr<Owned<X509>> certificate = FirstCertificate(files.certificate, material.certificates);
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<Owned<EVP_PKEY>> key = PrivateKey(files.key, material.key);
  if (!key.ok()) return key.status();
  if (absl::Status taken = CheckTaken(files, certificate->get(), key->get()); !taken.ok()) return taken;
  if (files.client_ca.empty()) return absl::OkStatus();
  return FirstCertificate(files.client_ca, material.client_authorities).status();
}

}  // namespace

absl::StatusOr<TlsMaterial> ReadTlsMaterial(const TlsFiles& files) {
  TlsMaterial material;
  const std::pair<const std::string&, std::string&> reads[] = {
      {files.certificate, material.certificates},
      {files.key, material.key},
      {files.client_ca, material.client_authorities}};
  for (const auto& [file, content] : reads) {
    if (file.empty()) continue;
    absl::StatusOr<std::string> read = ReadFile(file);
    if (!read.ok()) return read.status();
    content = *std::move(read);
  }
  // gRPC uses OpenSSL in the same threads, and its queue of errors belongs to the thread.
  ERR_clear_error();
  absl::Status checked = CheckMaterial(files, material);
  ERR_clear_error();
  if (!checked.ok()) return checked;
  return material;
}

}  // namespace cloudphone
