#include "service/simulator/object_store/object_signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace cloudphone::simulator {
namespace {

constexpr absl::Duration kMaxClockDifference = absl::Minutes(15);

// The query names that are part of what is signed, in lower case and sorted; all others are not.
// clang-format off
constexpr absl::string_view kSubResources[] = {
    "acl", "append", "attname", "backtosource", "bucketstatus", "cdnnotifyconfiguration", "cors",
    "customdomain", "delete", "deletebucket", "directcoldaccess", "encryption", "inventory", "length",
    "lifecycle", "location", "logging", "metadata", "mirrorbacktosource", "modify", "name", "notification",
    "object-lock", "obscompresspolicy", "partnumber", "policy", "policystatus", "position",
    "publicaccessblock", "quota", "rename", "replication", "requestpayment", "response-cache-control",
    "response-content-disposition", "response-content-encoding", "response-content-language",
    "response-content-type", "response-expires", "restore", "retention", "storageclass", "storageinfo",
    "storagepolicy", "tagging", "torrent", "truncate", "uploadid", "uploads", "versionid", "versioning",
    "versions", "website", "x-image-process", "x-image-save-bucket", "x-image-save-object", "x-oss-process",
};
// clang-format on

std::string Hmac(const std::string& key, const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
  return {reinterpret_cast<const char*>(digest), size};
}

// One line for each header of the dialect's own.
std::string ExtensionLines(const ObjectRequest& request) {
  std::map<std::string, std::string> lines;
  for (const auto& [name, value] : request.http->headers) {
    std::string lower = absl::AsciiStrToLower(name);
    if (!absl::StartsWith(lower, request.dialect->header_prefix)) continue;
    std::string& line = lines[std::move(lower)];
    absl::StrAppend(&line, line.empty() ? "" : ",", absl::StripAsciiWhitespace(value));
  }
  std::string text;
  for (const auto& [name, value] : lines) absl::StrAppend(&text, name, ":", value, "\n");
  return text;
}

std::string SubResources(const ObjectRequest& request) {
  auto query = request.query;
  std::sort(query.begin(), query.end());
  std::string text;
  for (const auto& [name, value] : query) {
    if (!IsSubResource(name, *request.dialect)) continue;
    absl::StrAppend(&text, text.empty() ? "?" : "&", name, value.empty() ? "" : "=", value);
  }
  return text;
}

}  // namespace

bool IsSubResource(absl::string_view name, const ObjectDialect& dialect) {
  const std::string lower = absl::AsciiStrToLower(name);
  return absl::StartsWith(lower, dialect.header_prefix) ||
         std::binary_search(std::begin(kSubResources), std::end(kSubResources), lower);
}

std::string ObjectStringToSign(const ObjectRequest& request, absl::string_view time,
                               absl::string_view resource) {
  return absl::StrCat(request.http->method, "\n", request.Header("Content-MD5"), "\n",
                      request.Header("Content-Type"), "\n", time, "\n", ExtensionLines(request), resource,
                      SubResources(request));
}

absl::optional<ObjectError> ObjectSignatureVerifier::Refuse(const ObjectRequest& request,
                                                            absl::Time now) const {
  if (!request.Header("Authorization").empty()) return RefuseHeader(request, now);
  if (request.Query("Signature").has_value()) return RefuseUrl(request, now);
  return kAccessDenied;  // Nobody is let in unsigned.
}

absl::optional<ObjectError> ObjectSignatureVerifier::RefuseHeader(const ObjectRequest& request,
                                                                  absl::Time now) const {
  absl::string_view text = request.Header("Authorization");
  if (!absl::ConsumePrefix(&text, absl::StrCat(request.dialect->authorization, " "))) return kAccessDenied;
  const size_t key_size = text.rfind(':');
  if (key_size == absl::string_view::npos) return kAccessDenied;
  const KnownKey* const key = Find(text.substr(0, key_size));
  if (key == nullptr) return kUnknownObjectKey;
  const absl::string_view own_date = request.Extension("date");
  const absl::string_view date = own_date.empty() ? request.Header("Date") : own_date;
  absl::Time sent;
  if (!absl::ParseTime("%a, %d %b %E4Y %H:%M:%S GMT", date, &sent, nullptr)) return kNoObjectDate;
  if (absl::AbsDuration(now - sent) > kMaxClockDifference) return kTimeTooSkewed;
  return Check(request, *key, own_date.empty() ? date : "", text.substr(key_size + 1));
}

absl::optional<ObjectError> ObjectSignatureVerifier::RefuseUrl(const ObjectRequest& request,
                                                               absl::Time now) const {
  const std::string access_key = request.Query(request.dialect->key_parameter).value_or("");
  const std::string expires = request.Query("Expires").value_or("");
  int64_t last_second = 0;
  if (access_key.empty() || !absl::SimpleAtoi(expires, &last_second)) return kAccessDenied;
  const KnownKey* const key = Find(access_key);
  if (key == nullptr) return kUnknownObjectKey;
  if (now > absl::FromUnixSeconds(last_second)) return kUrlExpired;
  // A plus sign that was not encoded came as a space.
  std::string signature = *request.Query("Signature");
  std::replace(signature.begin(), signature.end(), ' ', '+');
  return Check(request, *key, expires, signature);
}

absl::optional<ObjectError> ObjectSignatureVerifier::Check(const ObjectRequest& request, const KnownKey& key,
                                                           absl::string_view time,
                                                           absl::string_view signature) const {
  const auto is_signed = [&](absl::string_view resource) {
    const std::string expected =
        absl::Base64Escape(Hmac(key.secret_key, ObjectStringToSign(request, time, resource)));
    return signature.size() == expected.size() &&
           CRYPTO_memcmp(signature.data(), expected.data(), expected.size()) == 0;
  };
  // "/bucket" of a path is signed as it stands, or with the slash that a bucket in the host has.
  if (!is_signed(request.resource) &&
      (!request.key.empty() || !is_signed(absl::StrCat(request.resource, "/"))))
    return kWrongSignature;
  const std::string name = absl::StrCat(request.dialect->header_prefix, "security-token");
  const std::string token(request.Header(name).empty() ? request.Query(name).value_or("")
                                                       : request.Header(name));
  // Unverified: the code for a temporary key without its token.
  if (token != key.security_token && !key.security_token.empty()) return kUnknownObjectKey;
  return absl::nullopt;
}

const KnownKey* ObjectSignatureVerifier::Find(absl::string_view access_key) const {
  for (const auto* keys : {&keys_, &temporary_keys_}) {
    for (const KnownKey& key : *keys) {
      if (key.access_key == access_key) return &key;
    }
  }
  return nullptr;
}

}  // namespace cloudphone::simulator
