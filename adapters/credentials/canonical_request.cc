#include "adapters/credentials/canonical_request.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "adapters/credentials/sha256.h"
#include "adapters/http/percent_encoding.h"

namespace cloudphone {
namespace {

int HexDigit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

// A percent sign that starts no escape means itself.
std::string PercentDecode(absl::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
    const int low = high >= 0 ? HexDigit(text[i + 2]) : -1;
    if (low >= 0) i += 2;
    decoded += low >= 0 ? static_cast<char>(high * 16 + low) : text[i];
  }
  return decoded;
}

}  // namespace

std::string CanonicalPath(absl::string_view path) {
  std::string canonical;
  canonical.reserve(path.size() + 1);
  AppendPercentEncoded(PercentDecode(path), "/", &canonical);
  if (canonical.empty() || canonical.back() != '/') canonical += '/';
  return canonical;
}

std::string CanonicalQuery(absl::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const absl::string_view piece : absl::StrSplit(query, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(piece, absl::MaxSplits('=', 1));
    pairs.emplace_back(PercentDecode(pair.first), PercentDecode(pair.second));
  }
  std::sort(pairs.begin(), pairs.end());
  std::string canonical;
  canonical.reserve(query.size() + pairs.size());
  for (const auto& [name, value] : pairs) {
    if (!canonical.empty()) canonical += '&';
    AppendPercentEncoded(name, "", &canonical);
    canonical += '=';
    AppendPercentEncoded(value, "", &canonical);
  }
  return canonical;
}

std::string CanonicalRequest(const CanonicalParts& parts) {
  std::string headers;
  for (const std::string& name : parts.signed_names) {
    const absl::string_view value = absl::StripAsciiWhitespace(FindHeader(parts.headers, name));
    absl::StrAppend(&headers, name, ":", value, "\n");
  }
  const absl::string_view given_hash = FindHeader(parts.headers, "x-sdk-content-sha256");
  const std::string hash = given_hash.empty() ? HexSha256(parts.body) : std::string(given_hash);
  return absl::StrCat(absl::AsciiStrToUpper(parts.method), "\n", parts.path, "\n", parts.query, "\n", headers,
                      "\n", absl::StrJoin(parts.signed_names, ";"), "\n", hash);
}

}  // namespace cloudphone
