#include "adapters/credentials/signer.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/file_descriptor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;

constexpr size_t kMaxFileBytes = 16 << 20;

absl::Time TimeOf(absl::string_view stamp) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%E4Y%m%dT%H%M%SZ", stamp, &time, &error)) << error;
  return time;
}

std::string Text(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd()) return "";
  if (member->value.IsInt64()) return absl::StrCat(member->value.GetInt64());
  return std::string(member->value.GetString(), member->value.GetStringLength());
}

// Encodes every byte, so that nothing of the canonical form is there beforehand.
std::string EncodeAll(absl::string_view text) {
  std::string encoded;
  for (const char c : text) absl::StrAppend(&encoded, "%", absl::BytesToHexString(absl::string_view(&c, 1)));
  return encoded;
}

// One vector of the file, as the signer takes it.
struct Vector {
  explicit Vector(const rapidjson::Value& json) : id(Text(json, "id")), timestamp(Text(json, "timestamp")) {
    const rapidjson::Value& request = json["request"];
    method = Text(request, "method");
    base = absl::StrCat(Text(request, "scheme"), "://", Text(request, "host"));
    path = Text(request, "path");
    target = Text(request, "request_target");
    for (const auto& pair : request["query"].GetArray()) {
      const std::string value = pair[1].IsInt() ? absl::StrCat(pair[1].GetInt()) : pair[1].GetString();
      absl::StrAppend(&query, query.empty() ? "" : "&", EncodeAll(pair[0].GetString()), "=",
                      EncodeAll(value));
    }
    for (const auto& header : request["headers_to_send"].GetObject()) {
      headers.push_back({header.name.GetString(), header.value.GetString()});
    }
    for (const auto& name : json["signed_headers"].GetArray()) signed_names.emplace_back(name.GetString());
    EXPECT_TRUE(absl::Base64Unescape(Text(request, "body_base64"), &body)) << id;
    const rapidjson::Value& credentials = json["credentials"];
    key = {Text(credentials, "ak"), Text(credentials, "sk"), Text(credentials, "security_token")};
    project_id = Text(credentials, "project_id");
    canonical_request = Text(json, "canonical_request");
    string_to_sign = Text(json, "string_to_sign");
    authorization = Text(json, "authorization");
  }

  // Whether all that is sent is signed, as Sign() does it; other programs leave headers out.
  bool SignsAllHeaders() const { return signed_names.size() == headers.size(); }

  std::string id, timestamp, method, base, path, target, query, body, project_id;
  std::vector<HttpHeader> headers;
  std::vector<std::string> signed_names;
  AccessKey key;
  std::string canonical_request, string_to_sign, authorization;
};

std::vector<Vector> ReadVectors() {
  const char* const other = std::getenv("CLOUDPHONE_SIGNING_VECTORS");
  const std::string path = other != nullptr ? other : CLOUDPHONE_TEST_DATA "/signing-vectors.json";
  const absl::StatusOr<std::string> content = ReadFile(path, kMaxFileBytes);
  EXPECT_TRUE(content.ok()) << content.status();
  std::vector<Vector> vectors;
  if (!content.ok()) return vectors;
  rapidjson::Document document;
  document.Parse(content->data(), content->size());
  EXPECT_FALSE(document.HasParseError()) << path;
  if (!document.IsObject() || !document.HasMember("vectors")) return vectors;
  for (const rapidjson::Value& vector : document["vectors"].GetArray()) vectors.emplace_back(vector);
  return vectors;
}

TEST(ComputeSignatureTest, ReproducesEveryVectorStepByStep) {
  const std::vector<Vector> vectors = ReadVectors();
  ASSERT_FALSE(vectors.empty());
  for (const Vector& vector : vectors) {
    SCOPED_TRACE(vector.id);
    ASSERT_EQ(std::string(FindHeader(vector.headers, "x-sdk-date")), vector.timestamp);
    const std::string path = CanonicalPath(vector.path);
    const std::string query = CanonicalQuery(vector.query);
    const Signature signature = ComputeSignature(
        vector.key, {vector.method, path, query, vector.headers, vector.signed_names, vector.body});
    EXPECT_EQ(signature.canonical_request, vector.canonical_request);
    EXPECT_EQ(signature.string_to_sign, vector.string_to_sign);
    EXPECT_EQ(signature.authorization, vector.authorization);
  }
}

// Sign() adds what it must by itself, and puts the canonical query on the wire.
TEST(SignTest, ReproducesEveryVectorThatSignsAllHeaders) {
  size_t signed_count = 0;
  for (const Vector& vector : ReadVectors()) {
    if (!vector.SignsAllHeaders()) continue;
    SCOPED_TRACE(vector.id);
    ++signed_count;
    HttpRequest request;
    request.method = vector.method;
    request.url = absl::StrCat(vector.base, vector.path, vector.query.empty() ? "" : "?", vector.query);
    request.body = vector.body;
    for (const HttpHeader& header : vector.headers) {
      const bool added = header.name == "Host" || header.name == "X-Sdk-Date" ||
                         header.name == "X-Project-Id" || header.name == "X-Security-Token";
      if (!added) request.headers.push_back(header);
    }
    Sign(vector.key, vector.project_id, TimeOf(vector.timestamp), &request);
    EXPECT_EQ(std::string(FindHeader(request.headers, "Authorization")), vector.authorization);
    EXPECT_EQ(request.url, absl::StrCat(vector.base, vector.target));
    EXPECT_EQ(request.headers.size(), vector.headers.size() + 1);
    for (const HttpHeader& header : vector.headers) {
      EXPECT_EQ(std::string(FindHeader(request.headers, header.name)), header.value) << header.name;
    }
  }
  EXPECT_GE(signed_count, 20u);
}

TEST(SignTest, NamesTheHostAsTheUrlDoesWithoutTheSchemesOwnPort) {
  const struct {
    const char* url;
    const char* host;
  } kRows[] = {
      {"https://cph.example", "cph.example"},
      {"https://cph.example:443/v1", "cph.example"},
      {"https://cph.example:80/v1", "cph.example:80"},
      {"https://cph.example:1443/v1", "cph.example:1443"},
      {"http://cph.example:80/v1", "cph.example"},
      {"http://cph.example:443?a=1", "cph.example:443"},
      {"HTTPS://Cph.Example:443/v1", "Cph.Example"},
      {"http://[::1]:8080/v1", "[::1]:8080"},
      {"http://[::1]:80/v1", "[::1]"},
      {"http://127.0.0.1/v1?next=http://other:80/", "127.0.0.1"},
  };
  for (const auto& row : kRows) {
    HttpRequest request;
    request.method = "GET";
    request.url = row.url;
    Sign({"AK", "SK", ""}, "", absl::UnixEpoch(), &request);
    EXPECT_EQ(std::string(FindHeader(request.headers, "Host")), row.host) << row.url;
  }
}

TEST(SignTest, SigningAgainReplacesWhatTheFirstTimeSet) {
  const AccessKey key = {"AK", "SK", "token"};
  HttpRequest once;
  once.method = "GET";
  once.url = "https://cph.example/v1/phones?b=2&a=1";
  HttpRequest twice = once;
  Sign(key, "project", absl::UnixEpoch(), &twice);
  Sign(key, "project", absl::FromUnixSeconds(60), &twice);
  Sign(key, "project", absl::FromUnixSeconds(60), &once);
  EXPECT_EQ(once.url, "https://cph.example/v1/phones?a=1&b=2");
  EXPECT_EQ(twice.url, once.url);
  ASSERT_EQ(twice.headers.size(), once.headers.size());
  for (size_t i = 0; i < once.headers.size(); ++i) {
    EXPECT_EQ(twice.headers[i].name, once.headers[i].name);
    EXPECT_EQ(twice.headers[i].value, once.headers[i].value);
  }
}

TEST(SignTest, SendsNoEmptyProjectOrToken) {
  HttpRequest request;
  request.method = "GET";
  request.url = "https://cph.example/";
  Sign({"AK", "SK", ""}, "", absl::UnixEpoch(), &request);
  std::vector<std::string> names;
  for (const HttpHeader& header : request.headers) names.push_back(header.name);
  EXPECT_THAT(names, ElementsAre("Host", "X-Sdk-Date", "Authorization"));
  EXPECT_EQ(std::string(FindHeader(request.headers, "X-Sdk-Date")), "19700101T000000Z");
}

// Each signature starts from its own key, though a thread uses one HMAC context for all.
TEST(ComputeSignatureTest, KeepsNothingOfAnEarlierKey) {
  const std::vector<HttpHeader> headers = {{"X-Sdk-Date", "20250102T030405Z"}};
  const std::vector<std::string> names = {"x-sdk-date"};
  const CanonicalParts parts = {"GET", "/", "", headers, names, ""};
  const std::string empty = ComputeSignature({"AK", "", ""}, parts).authorization;
  const std::string first = ComputeSignature({"AK", "first", ""}, parts).authorization;
  const std::string second = ComputeSignature({"AK", "second", ""}, parts).authorization;
  EXPECT_NE(first, second);
  EXPECT_NE(empty, second);
  EXPECT_EQ(ComputeSignature({"AK", "", ""}, parts).authorization, empty);
  EXPECT_EQ(ComputeSignature({"AK", "first", ""}, parts).authorization, first);
}

}  // namespace
}  // namespace cloudphone
