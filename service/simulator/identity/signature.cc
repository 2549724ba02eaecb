#include "service/simulator/identity/signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "service/simulator/http/percent.h"

namespace cloudphone::simulator {
namespace {

constexpr char kAlgorithm[] = "SDK-HMAC-SHA256";
constexpr char kUnsignedPayload[] = "UNSIGNED-PAYLOAD";
constexpr absl::Duration kMaxClockDifference = absl::Minutes(15);
constexpr int kMaxFailures = 5;
constexpr absl::Duration kLockTime = absl::Minutes(5);

constexpr char kMismatch[] = "verify aksk signature fail";
constexpr char kLocked[] = "AK access failed to reach the limit,forbidden";
constexpr char kNoCredentials[] = "x-auth-token not found";
// A token is not this class's to know: whoever knows it does not ask.
constexpr char kBadToken[] = "decrypt token fail";
// Wordings below are unverified: the vendor documents none.
constexpr char kExpired[] = "calc ak sk signature fail:signature expired";
constexpr char kBadHeader[] = "authorization header is invalid";
constexpr char kNoDate[] = "x-sdk-date is missing or invalid";
constexpr char kNoToken[] = "x-security-token is missing or invalid";

struct Authorization {
  std::string access_key;
  std::vector<std::string> signed_headers;
  std::string signature;
};

// "SDK-HMAC-SHA256 Access=AK, SignedHeaders=a;b, Signature=hex", lenient about spaces.
absl::optional<Authorization> ParseAuthorization(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, kAlgorithm) || !absl::StartsWith(text, " ")) return absl::nullopt;
  Authorization parsed;
  for (absl::string_view part : absl::StrSplit(text, ',')) {
    part = absl::StripAsciiWhitespace(part);
    if (absl::ConsumePrefix(&part, "Access=")) {
      parsed.access_key = std::string(part);
    } else if (absl::ConsumePrefix(&part, "SignedHeaders=")) {
      parsed.signed_headers = absl::StrSplit(absl::AsciiStrToLower(part), ';', absl::SkipEmpty());
    } else if (absl::ConsumePrefix(&part, "Signature=")) {
      parsed.signature = std::string(part);
    }
  }
  if (parsed.access_key.empty() || parsed.signed_headers.empty() || parsed.signature.empty())
    return absl::nullopt;
  return parsed;
}

std::string Sha256Hex(absl::string_view data) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(data.data(), data.size(), digest, &size, EVP_sha256(), nullptr);
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest), size});
}

std::string HmacHex(const std::string& key, absl::string_view data) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(data.data()), data.size(), digest, &size);
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest), size});
}

// `slash_splits`: whether %2F in the path counts as a slash between segments. Clients differ (the vendor's
// SDKs).
std::string CanonicalPath(absl::string_view target, bool slash_splits) {
  std::vector<std::string> segments;
  const absl::string_view path = PathOf(target);
  const std::string whole = slash_splits ? PercentDecode(path) : std::string(path);
  for (const absl::string_view segment : absl::StrSplit(whole, '/'))
    segments.push_back(PercentEncode(slash_splits ? std::string(segment) : PercentDecode(segment)));
  std::string canonical = absl::StrJoin(segments, "/");
  if (!absl::EndsWith(canonical, "/")) canonical.push_back('/');
  return canonical;
}

std::string CanonicalQuery(absl::string_view target) {
  auto query = QueryOf(target);
  std::sort(query.begin(), query.end());
  return absl::StrJoin(query, "&", [](std::string* out, const auto& pair) {
    absl::StrAppend(out, PercentEncode(pair.first), "=", PercentEncode(pair.second));
  });
}

std::string CanonicalRequest(const Request& request, std::vector<std::string> names, bool slash_splits) {
  std::sort(names.begin(), names.end());
  std::string headers;
  for (const std::string& name : names)
    absl::StrAppend(&headers, name, ":", absl::StripAsciiWhitespace(request.Header(name)), "\n");
  // Any other value must be the body's hash, or a signature of one body would do for all.
  const bool is_unsigned = request.Header("X-Sdk-Content-Sha256") == kUnsignedPayload;
  return absl::StrJoin({absl::AsciiStrToUpper(request.method), CanonicalPath(request.target, slash_splits),
                        CanonicalQuery(request.target), headers, absl::StrJoin(names, ";"),
                        is_unsigned ? kUnsignedPayload : Sha256Hex(request.body)},
                       "\n");
}

bool IsSignature(const Authorization& given, const std::string& secret_key, const std::string& date,
                 const std::string& canonical) {
  const std::string expected =
      HmacHex(secret_key, absl::StrCat(kAlgorithm, "\n", date, "\n", Sha256Hex(canonical)));
  return given.signature.size() == expected.size() &&
         CRYPTO_memcmp(given.signature.data(), expected.data(), expected.size()) == 0;
}

// Parts of the request stand in it: what is not printable would make the answer no JSON.
std::string Text(absl::string_view what) {
  std::string text = absl::StrCat("Incorrect IAM authentication information: ", what);
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return !absl::ascii_isprint(c); }, '?');
  return text;
}

}  // namespace

std::string SignatureVerifier::AccessKeyOf(const Request& request) {
  const absl::optional<Authorization> given = ParseAuthorization(request.Header("Authorization"));
  return given.has_value() ? given->access_key : "";
}

absl::optional<std::string> SignatureVerifier::Refuse(const Request& request, absl::Time signed_time,
                                                      absl::Time lock_time) {
  const absl::string_view header = request.Header("Authorization");
  if (header.empty()) return Text(request.Header("X-Auth-Token").empty() ? kNoCredentials : kBadToken);
  const absl::optional<Authorization> given = ParseAuthorization(header);
  if (!given.has_value()) return Text(kBadHeader);
  if (given->access_key != key_.access_key)
    return Text(absl::StrCat("Get secretKey failed,ak:", given->access_key, ",err:ak not exist"));
  if (lock_time < locked_until_) return Text(kLocked);
  const std::string date(request.Header("X-Sdk-Date"));
  absl::Time sent;
  const auto& names = given->signed_headers;
  if (!absl::ParseTime("%E4Y%m%dT%H%M%SZ", date, &sent, nullptr) ||
      std::find(names.begin(), names.end(), "x-sdk-date") == names.end())
    return Text(kNoDate);
  if (absl::AbsDuration(signed_time - sent) > kMaxClockDifference) return Text(kExpired);
  if (!key_.security_token.empty() && request.Header("X-Security-Token") != key_.security_token)
    return Text(kNoToken);
  const std::string canonical = CanonicalRequest(request, names, false);
  if (IsSignature(*given, key_.secret_key, date, canonical) ||
      IsSignature(*given, key_.secret_key, date, CanonicalRequest(request, names, true))) {
    failures_ = 0;
    return absl::nullopt;
  }
  if (++failures_ > kMaxFailures) {
    failures_ = 0;
    locked_until_ = lock_time + kLockTime;
  }
  return Text(absl::StrCat(kMismatch, ", canonicalRequest:", absl::StrReplaceAll(canonical, {{"\n", "|"}})));
}

}  // namespace cloudphone::simulator
