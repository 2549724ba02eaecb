#include "adapters/object_storage/object_signer.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/object_storage/hmac_sha1.h"

namespace cloudphone {
namespace {

struct DialectNames {
  absl::string_view authorization;
  absl::string_view prefix;
  absl::string_view key_parameter;
};

const DialectNames& NamesOf(ObjectDialect dialect) {
  static constexpr DialectNames kObs = {"OBS", "x-obs-", "AccessKeyId"};
  static constexpr DialectNames kAws = {"AWS", "x-amz-", "AWSAccessKeyId"};
  return dialect == ObjectDialect::kObs ? kObs : kAws;
}

// The query names of the calls that we make which the signature covers, besides those with the dialect's
// prefix. All others, such as those of a list, it leaves out.
bool IsSigned(absl::string_view name, const DialectNames& names) {
  constexpr absl::string_view kSigned[] = {
      "acl",     "partNumber", "response-content-disposition", "response-content-type", "uploadId",
      "uploads", "versionId"};
  return absl::StartsWith(name, names.prefix) ||
         std::find(std::begin(kSigned), std::end(kSigned), name) != std::end(kSigned);
}

std::string HeaderLines(const ObjectCall& call, const DialectNames& names) {
  std::map<std::string, std::string> lines;
  for (const HttpHeader& header : call.headers) {
    std::string name = absl::AsciiStrToLower(header.name);
    if (!absl::StartsWith(name, names.prefix)) continue;
    std::string& line = lines[std::move(name)];
    absl::StrAppend(&line, line.empty() ? "" : ",", absl::StripAsciiWhitespace(header.value));
  }
  std::string text;
  for (const auto& [name, value] : lines) absl::StrAppend(&text, name, ":", value, "\n");
  return text;
}

std::string SubResources(const ObjectCall& call, const DialectNames& names) {
  auto query = call.query;
  std::sort(query.begin(), query.end());
  std::string text;
  for (const auto& [name, value] : query) {
    if (!IsSigned(name, names)) continue;
    absl::StrAppend(&text, text.empty() ? "?" : "&", name, value.empty() ? "" : "=", value);
  }
  return text;
}

}  // namespace

std::string ObjectStringToSign(const ObjectCall& call, absl::string_view time, ObjectDialect dialect) {
  const DialectNames& names = NamesOf(dialect);
  return absl::StrCat(call.method, "\n", FindHeader(call.headers, "Content-MD5"), "\n",
                      FindHeader(call.headers, "Content-Type"), "\n", time, "\n", HeaderLines(call, names),
                      ObjectResource(call), SubResources(call, names));
}

std::string PresignUrl(const AccessKey& key, ObjectCall call, absl::Time expires, ObjectDialect dialect) {
  const DialectNames& names = NamesOf(dialect);
  if (!key.security_token.empty())
    call.query.emplace_back(absl::StrCat(names.prefix, "security-token"), key.security_token);
  const std::string end = absl::StrCat(absl::ToUnixSeconds(expires));
  const std::string signature = Base64HmacSha1(key.secret_key, ObjectStringToSign(call, end, dialect));
  call.query.emplace_back("Expires", end);
  call.query.emplace_back(names.key_parameter, key.access_key);
  call.query.emplace_back("Signature", signature);
  return ObjectUrl(call);
}

// Date and not x-obs-date: with both, clients of the vendor disagree with its documents.
HttpRequest SignObjectCall(const AccessKey& key, ObjectCall call, absl::Time now, ObjectDialect dialect) {
  const DialectNames& names = NamesOf(dialect);
  const std::string date = absl::FormatTime("%a, %d %b %E4Y %H:%M:%S GMT", now, absl::UTCTimeZone());
  if (!key.security_token.empty())
    call.headers.push_back({absl::StrCat(names.prefix, "security-token"), key.security_token});
  const std::string signature = Base64HmacSha1(key.secret_key, ObjectStringToSign(call, date, dialect));
  HttpRequest request;
  request.method = call.method;
  request.url = ObjectUrl(call);
  request.headers = std::move(call.headers);
  request.headers.push_back({"Date", date});
  request.headers.push_back(
      {"Authorization", absl::StrCat(names.authorization, " ", key.access_key, ":", signature)});
  return request;
}

}  // namespace cloudphone
