#ifndef CLOUDPHONE_ADAPTERS_CREDENTIALS_SIGNER_H_
#define CLOUDPHONE_ADAPTERS_CREDENTIALS_SIGNER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "adapters/credentials/canonical_request.h"
#include "adapters/http/http_transport.h"

namespace cloudphone {

// What an account proves itself by. Only the access key may be shown, and that in part.
struct AccessKey {
  std::string access_key;
  std::string secret_key;
  std::string security_token;  // Empty for permanent keys.
};

// A signature with the steps that lead to it; the steps tell why a verifier disagrees.
struct Signature {
  std::string canonical_request;
  std::string string_to_sign;
  std::string authorization;  // The value of the Authorization header.
};

// Computes an SDK-HMAC-SHA256 signature. The headers must hold X-Sdk-Date, and the signed names should name
// it.
Signature ComputeSignature(const AccessKey& key, const CanonicalParts& parts);

// Makes `request` one of `key`, sent at `now`: writes its query in the canonical form, sets the headers Host,
// X-Sdk-Date, X-Project-Id (unless `project_id` is empty) and X-Security-Token (for temporary keys), and
// signs all headers in Authorization. What it sets replaces what was there, so that a request can be signed
// again for another try; it must be, since the upstream refuses a date more than 15 minutes off. No other
// header name may occur twice. Thread-safe.
void Sign(const AccessKey& key, absl::string_view project_id, absl::Time now, HttpRequest* request);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CREDENTIALS_SIGNER_H_
