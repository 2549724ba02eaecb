#include "adapters/credentials/signer.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "adapters/credentials/sha256.h"

namespace cloudphone {
namespace {

constexpr absl::string_view kAlgorithm = "SDK-HMAC-SHA256";

// Views into an absolute URL.
struct UrlParts {
  absl::string_view host;  // With the port, unless that is the scheme's own.
  absl::string_view path;
  absl::string_view query;
};

UrlParts SplitUrl(absl::string_view url) {
  UrlParts parts;
  const size_t scheme_end = std::min(url.find("://"), url.size());
  const absl::string_view scheme = url.substr(0, scheme_end);
  absl::string_view rest = absl::StripPrefix(url.substr(scheme_end), "://");
  const size_t host_end = std::min(rest.find_first_of("/?"), rest.size());
  parts.host = rest.substr(0, host_end);
  parts.host = absl::StripSuffix(parts.host, absl::EqualsIgnoreCase(scheme, "https") ? ":443" : ":80");
  rest.remove_prefix(host_end);
  const size_t path_end = std::min(rest.find('?'), rest.size());
  parts.path = rest.substr(0, path_end);
  parts.query = absl::StripPrefix(rest.substr(path_end), "?");
  return parts;
}

void SetHeader(absl::string_view name, absl::string_view value, std::vector<HttpHeader>* headers) {
  const auto header = std::find_if(headers->begin(), headers->end(), [name](const HttpHeader& it) {
    return absl::EqualsIgnoreCase(it.name, name);
  });
  if (header != headers->end()) {
    header->value = std::string(value);
  } else {
    headers->push_back({std::string(name), std::string(value)});
  }
}

// All but Authorization, which cannot sign itself.
std::vector<std::string> NamesToSign(const std::vector<HttpHeader>& headers) {
  std::vector<std::string> names;
  names.reserve(headers.size());
  for (const HttpHeader& header : headers) names.push_back(absl::AsciiStrToLower(header.name));
  names.erase(std::remove(names.begin(), names.end(), "authorization"), names.end());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

Signature ComputeSignature(const AccessKey& key, const CanonicalParts& parts) {
  Signature signature;
  signature.canonical_request = CanonicalRequest(parts);
  signature.string_to_sign = absl::StrCat(kAlgorithm, "\n", FindHeader(parts.headers, "x-sdk-date"), "\n",
                                          HexSha256(signature.canonical_request));
  signature.authorization = absl::StrCat(
      kAlgorithm, " Access=", key.access_key, ", SignedHeaders=", absl::StrJoin(parts.signed_names, ";"),
      ", Signature=", HexHmacSha256(key.secret_key, signature.string_to_sign));
  return signature;
}

void Sign(const AccessKey& key, absl::string_view project_id, absl::Time now, HttpRequest* request) {
  const UrlParts url = SplitUrl(request->url);
  const std::string path = CanonicalPath(url.path);
  const std::string query = CanonicalQuery(url.query);

  std::vector<HttpHeader>& headers = request->headers;
  headers.reserve(headers.size() + 5);
  SetHeader("Host", url.host, &headers);
  SetHeader("X-Sdk-Date", absl::FormatTime("%E4Y%m%dT%H%M%SZ", now, absl::UTCTimeZone()), &headers);
  if (!project_id.empty()) SetHeader("X-Project-Id", project_id, &headers);
  if (!key.security_token.empty()) SetHeader("X-Security-Token", key.security_token, &headers);
  if (query != url.query) {
    request->url.replace(request->url.size() - url.query.size(), url.query.size(), query);
  }

  const std::vector<std::string> names = NamesToSign(headers);
  const CanonicalParts parts = {request->method, path, query, headers, names, request->body};
  SetHeader("Authorization", ComputeSignature(key, parts).authorization, &headers);
}

}  // namespace cloudphone
