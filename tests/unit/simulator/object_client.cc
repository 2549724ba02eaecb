#include "tests/unit/simulator/object_client.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace cloudphone::simulator {
namespace {

// The query names that these tests use and that are signed.
constexpr absl::string_view kSigned[] = {"acl",      "location", "partNumber", "response-content-type",
                                         "uploadId", "uploads"};

std::string Sign(const std::string& key, const std::string& text) {
  unsigned char digest[20];
  HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, nullptr);
  return absl::Base64Escape({reinterpret_cast<const char*>(digest), sizeof(digest)});
}

}  // namespace

std::string ObjectClient::StringToSign(absl::string_view method, const std::string& target,
                                       const std::string& time, const Headers& headers) const {
  std::map<std::string, std::string> lines;
  std::string type, md5;
  for (const auto& [name, value] : headers) {
    const std::string lower = absl::AsciiStrToLower(name);
    if (lower == "content-type") type = value;
    if (lower == "content-md5") md5 = value;
    if (absl::StartsWith(lower, "x-obs-")) lines[lower] = value;
  }
  std::string text = absl::StrCat(method, "\n", md5, "\n", type, "\n", time, "\n");
  for (const auto& [name, value] : lines) absl::StrAppend(&text, name, ":", value, "\n");
  const std::vector<std::string> halves = absl::StrSplit(target, absl::MaxSplits('?', 1));
  text += halves[0];
  std::vector<std::string> query;
  if (halves.size() > 1) {
    for (const absl::string_view pair : absl::StrSplit(halves[1], '&')) {
      for (const absl::string_view name : kSigned) {
        if (pair.substr(0, pair.find('=')) == name) query.emplace_back(pair);
      }
    }
  }
  return absl::StrCat(text, query.empty() ? "" : "?", absl::StrJoin(query, "&"));
}

LoopbackClient::Answer ObjectClient::Send(absl::string_view method, const std::string& target,
                                          absl::string_view body, const Headers& headers) {
  std::string head = absl::StrCat(method, " ", target, " HTTP/1.1\r\nHost: ", address_, "\r\n");
  for (const auto& [name, value] : headers) absl::StrAppend(&head, name, ": ", value, "\r\n");
  if (!body.empty() || method == "PUT" || method == "POST")
    absl::StrAppend(&head, "Content-Length: ", body.size(), "\r\n");
  connection_.Send(absl::StrCat(head, "\r\n"));
  connection_.Send(body);
  LoopbackClient::Answer answer = connection_.Read(method != "HEAD");
  outcome_ = absl::StrCat(answer.status, " ", answer.status < 400 ? "" : XmlText(answer.body, "Code"));
  return answer;
}

LoopbackClient::Answer ObjectClient::Call(absl::string_view method, const std::string& target,
                                          absl::string_view body, Headers headers) {
  const std::string date = absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", now_, absl::UTCTimeZone());
  const std::string text = StringToSign(method, target, date, headers);
  headers.emplace_back("Date", date);
  headers.emplace_back("Authorization",
                       absl::StrCat("OBS ", keys_.access_key, ":", Sign(keys_.secret_key, text)));
  return Send(method, target, body, headers);
}

std::string ObjectClient::SignedTarget(absl::string_view method, const std::string& target,
                                       absl::Time expires, const Headers& headers) const {
  const std::string end = absl::StrCat(absl::ToUnixSeconds(expires));
  const std::string signature = Sign(keys_.secret_key, StringToSign(method, target, end, headers));
  return absl::StrCat(target, absl::StrContains(target, "?") ? "&" : "?", "AccessKeyId=", keys_.access_key,
                      "&Expires=", end, "&Signature=", absl::StrReplaceAll(signature, {{"+", "%2B"}}));
}

LoopbackClient::Answer ObjectClient::CallByUrl(absl::string_view method, const std::string& target,
                                               absl::string_view body, const Headers& headers) {
  return Send(method, SignedTarget(method, target, now_ + absl::Minutes(1), headers), body, headers);
}

std::string XmlText(absl::string_view xml, absl::string_view name) {
  const std::string tag = absl::StrCat("<", name, ">");
  const size_t begin = xml.find(tag);
  if (begin == absl::string_view::npos) return "";
  const absl::string_view rest = xml.substr(begin + tag.size());
  return std::string(rest.substr(0, rest.find("</")));
}

}  // namespace cloudphone::simulator
