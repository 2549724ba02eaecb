#ifndef CLOUDPHONE_ADAPTERS_CREDENTIALS_CANONICAL_REQUEST_H_
#define CLOUDPHONE_ADAPTERS_CREDENTIALS_CANONICAL_REQUEST_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "adapters/http/http_transport.h"

namespace cloudphone {

// The one spelling of a request on which signer and verifier agree, whatever way it was written.
// Source: the vendor's signing guide for SDK-HMAC-SHA256, and what its SDKs do where the guide is silent.

// A percent-encoded path with every byte but A-Z a-z 0-9 - _ . ~ / encoded, in upper-case hex. The whole path
// is decoded first, so that %2F becomes a slash. It ends in a slash here, which the path that is sent need
// not have.
std::string CanonicalPath(absl::string_view path);

// A percent-encoded query, without the question mark: pairs sorted by decoded name, then by decoded value;
// each pair with an equals sign; a plus sign means itself. What is sent must be this very text.
std::string CanonicalQuery(absl::string_view query);

// What a signature covers. Views: what they point to must outlive it.
struct CanonicalParts {
  absl::string_view method;
  absl::string_view path;   // As CanonicalPath() gives it.
  absl::string_view query;  // As CanonicalQuery() gives it.
  // The headers of the request. Each name occurs once. A header X-Sdk-Content-Sha256 takes the place of the
  // hash of the body.
  const std::vector<HttpHeader>& headers;
  // The names of the headers to sign: lower case, sorted.
  const std::vector<std::string>& signed_names;
  absl::string_view body;
};

// The text whose hash is signed.
std::string CanonicalRequest(const CanonicalParts& parts);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CREDENTIALS_CANONICAL_REQUEST_H_
