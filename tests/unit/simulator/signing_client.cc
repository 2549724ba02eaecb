#include "tests/unit/simulator/signing_client.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace cloudphone::simulator {
namespace {

std::string Sha256(absl::string_view data) {
  unsigned char digest[32];
  EXPECT_EQ(EVP_Digest(data.data(), data.size(), digest, nullptr, EVP_sha256(), nullptr), 1);
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest), sizeof(digest)});
}

std::string Hmac(const std::string& key, const std::string& data) {
  unsigned char digest[32];
  EXPECT_NE(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                 reinterpret_cast<const unsigned char*>(data.data()), data.size(), digest, nullptr),
            nullptr);
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest), sizeof(digest)});
}

}  // namespace

SigningClient::SigningClient(const std::string& address, SigningKeys keys, absl::Time now)
    : connection_(address), address_(address), keys_(std::move(keys)), now_(now) {}

void SigningClient::SendCall(absl::string_view method, absl::string_view path, absl::string_view body,
                             bool chunked) {
  SendSigned(method, absl::StrCat("/v1/", keys_.project_id, path), body, chunked);
}

void SigningClient::SendSigned(absl::string_view method, const std::string& target, absl::string_view body,
                               bool chunked) {
  SendWithHeaders(method, target, {{"host", address_}}, body, chunked);
}

void SigningClient::SendWithHeaders(absl::string_view method, const std::string& target,
                                    std::map<std::string, std::string> headers, absl::string_view body,
                                    bool chunked, const std::string& sent_target) {
  const size_t mark = target.find('?');
  const std::string query = mark == std::string::npos ? "" : target.substr(mark + 1);
  const std::string date = absl::FormatTime("%Y%m%dT%H%M%SZ", now_, absl::UTCTimeZone());
  headers["x-sdk-date"] = date;
  std::string canonical = absl::StrCat(method, "\n", target.substr(0, mark), "/\n", query, "\n");
  std::string names;
  std::string head = absl::StrCat(method, " ", sent_target.empty() ? target : sent_target, " HTTP/1.1\r\n");
  if (headers.count("host") == 0) absl::StrAppend(&head, "Host: ", address_, "\r\n");
  for (const auto& [name, value] : headers) {
    absl::StrAppend(&canonical, name, ":", value, "\n");
    absl::StrAppend(&names, names.empty() ? "" : ";", name);
    absl::StrAppend(&head, name, ": ", value, "\r\n");
  }
  absl::StrAppend(&canonical, "\n", names, "\n", Sha256(body));
  const std::string signature =
      Hmac(keys_.secret_key, absl::StrCat("SDK-HMAC-SHA256\n", date, "\n", Sha256(canonical)));
  absl::StrAppend(&head, "Authorization: SDK-HMAC-SHA256 Access=", keys_.access_key,
                  ", SignedHeaders=", names, ", Signature=", signature, "\r\n");
  if (!keys_.security_token.empty())
    absl::StrAppend(&head, "X-Security-Token: ", keys_.security_token, "\r\n");
  if (chunked) {
    absl::StrAppend(&head, "Transfer-Encoding: chunked\r\n\r\n", absl::Hex(body.size()), "\r\n", body,
                    "\r\n0\r\n\r\n");
  } else {
    absl::StrAppend(&head, "Content-Length: ", body.size(), "\r\n\r\n", body);
  }
  connection_.Send(head);
}

rapidjson::Document SigningClient::Call(absl::string_view method, absl::string_view path,
                                        absl::string_view body, bool chunked) {
  SendCall(method, path, body, chunked);
  const LoopbackClient::Answer answer = ReadAnswer();
  body_ = answer.body;
  headers_ = answer.headers;
  rapidjson::Document json;
  json.Parse(body_.data(), body_.size());
  if (json.HasParseError() || !json.IsObject() || !json.HasMember("request_id")) {
    ADD_FAILURE() << answer.status << " " << body_;
    json.SetObject();
    return json;
  }
  EXPECT_EQ(answer.headers.at("content-type"), "application/json");
  EXPECT_EQ(answer.headers.at("x-request-id"), json["request_id"].GetString());
  const bool failed = answer.status != 200;
  error_text_ = failed ? json["error_msg"].GetString() : "";
  outcome_ = absl::StrCat(answer.status, " ", failed ? json["error_code"].GetString() : "");
  return json;
}

}  // namespace cloudphone::simulator
