#ifndef CLOUDPHONE_SERVICE_SERVING_TLS_MATERIAL_H_
#define CLOUDPHONE_SERVICE_SERVING_TLS_MATERIAL_H_

#include <string>

#include "absl/status/statusor.h"

namespace cloudphone {

// PEM files of a server.
struct TlsFiles {
  std::string certificate;  // The server's, then those between it and its authority.
  std::string key;          // Of the first certificate; not encrypted.
  std::string client_ca;    // The authorities that may vouch for clients; empty: clients need no certificate.
};

// What is in them.
struct TlsMaterial {
  std::string certificates;
  std::string key;
  std::string client_authorities;

  bool operator==(const TlsMaterial& other) const {
    return certificates == other.certificates && key == other.key &&
           client_authorities == other.client_authorities;
  }
};

// Reads the files and checks that a server can work with them: each can be read and holds what it should, the
// key is that of the certificate, and OpenSSL finds both strong enough. Dates are not looked at: that is for
// clients to judge. Errors are one line that names the file and the cause and shows nothing of what is in it.
// Blocks: not for a gRPC thread.
absl::StatusOr<TlsMaterial> ReadTlsMaterial(const TlsFiles& files);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_TLS_MATERIAL_H_
