// The object store's verifier against the signatures of the vendor's own clients.

#include "service/simulator/object_store/object_signature.h"

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"

namespace cloudphone::simulator {
namespace {

using Value = rapidjson::Value;

const rapidjson::Document& Vectors() {
  static const auto* const kVectors = [] {
    std::ifstream file(CLOUDPHONE_TEST_DATA "/obs-signing-vectors.json");
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    auto* document = new rapidjson::Document();
    document->Parse(text.data(), text.size());
    return document;
  }();
  return *kVectors;
}

std::string Text(const Value& object, const char* name) {
  return object.HasMember(name) && object[name].IsString() ? object[name].GetString() : "";
}

const Value& VectorOf(const std::string& id) {
  for (const Value& vector : Vectors()["vectors"].GetArray()) {
    if (Text(vector, "id") == id) return vector;
  }
  ADD_FAILURE() << id;
  return Vectors()["vectors"][0];
}

// Puts a URL into a request, as a client does.
void SetUrl(absl::string_view url, Request* request) {
  url = absl::StripPrefix(url, "https://");
  const size_t path = url.find('/');
  request->target = std::string(url.substr(path));
  request->headers.emplace_back("Host", std::string(url.substr(0, path)));
}

Request MakeRequest(const Value& vector, const char* url = "url") {
  Request request;
  request.method = Text(vector, "method");
  request.target = Text(vector, "request_target");
  if (Text(vector, "kind") == "url") SetUrl(Text(vector, url), &request);
  if (vector.HasMember("headers_to_send")) {
    for (const auto& header : vector["headers_to_send"].GetObject())
      request.headers.emplace_back(header.name.GetString(), header.value.GetString());
  }
  if (vector.HasMember("authorization"))
    request.headers.emplace_back("Authorization", Text(vector, "authorization"));
  return request;
}

absl::Time TimeOf(const Value& json) { return absl::FromUnixSeconds(json["server_time_unix"].GetInt64()); }

// "" where it is accepted, or "403 AccessDenied".
std::string RefusalOf(const Request& request, const Value& credentials, absl::Time now) {
  const ObjectSignatureVerifier verifier(
      {{"OTHERKEY", "other", ""},
       {Text(credentials, "ak"), Text(credentials, "sk"), Text(credentials, "security_token")}});
  const BucketDomains domains = {{"obs.example.com", "bound-bucket"}};
  EXPECT_TRUE(IsForObjects(request, domains));
  const auto refused = verifier.Refuse(ReadObjectRequest(request, domains), now);
  return refused.has_value() ? absl::StrCat(refused->status, " ", refused->code) : "";
}

TEST(ObjectVectorsTest, EveryVectorIsAccepted) {
  int accepted = 0;
  for (const Value& vector : Vectors()["vectors"].GetArray()) {
    SCOPED_TRACE(Text(vector, "id"));
    const std::string refusal = RefusalOf(MakeRequest(vector), vector["credentials"], TimeOf(vector));
    if (Text(vector, "scheme") == "AWS4") {
      EXPECT_EQ(refusal, "403 AccessDenied") << "another algorithm, which nothing here needs";
      continue;
    }
    EXPECT_EQ(refusal, "");
    ++accepted;
  }
  EXPECT_EQ(accepted, 27);
}

// Clients order and encode the same URL differently, and name the port.
TEST(ObjectVectorsTest, TheUrlsOfOtherClientsAreAcceptedToo) {
  int accepted = 0;
  for (const Value& vector : Vectors()["vectors"].GetArray()) {
    for (const char* client : {"url_nodejs", "url_go"}) {
      if (Text(vector, client).empty()) continue;
      EXPECT_EQ(RefusalOf(MakeRequest(vector, client), vector["credentials"], TimeOf(vector)), "")
          << Text(vector, "id") << " " << client;
      ++accepted;
    }
  }
  EXPECT_GE(accepted, 16);
}

TEST(ObjectVectorsTest, TheTextToSignIsThatOfEveryVector) {
  for (const Value& vector : Vectors()["vectors"].GetArray()) {
    if (Text(vector, "scheme") == "AWS4") continue;
    SCOPED_TRACE(Text(vector, "id"));
    const Request request = MakeRequest(vector);
    const ObjectRequest read = ReadObjectRequest(request, {{"obs.example.com", "bound-bucket"}});
    const std::string time =
        Text(vector, "kind") == "url" ? *read.Query("Expires") : std::string(read.Header("Date"));
    EXPECT_EQ(ObjectStringToSign(read, time, read.resource), Text(vector, "string_to_sign"));
  }
}

TEST(ObjectVectorsTest, ExactlyAQuarterOfAnHourIsNotTooMuch) {
  for (const Value& one : Vectors()["time_boundary_cases"].GetArray()) {
    const Value& vector = VectorOf(Text(one, "based_on"));
    EXPECT_EQ(RefusalOf(MakeRequest(vector), vector["credentials"], TimeOf(one)), "") << Text(one, "id");
  }
}

void Change(const Value& changes, Request* request) {
  if (changes.HasMember("url")) {
    request->headers.clear();
    SetUrl(Text(changes, "url"), request);
  }
  const auto remove = [request](const std::string& name) {
    auto& headers = request->headers;
    for (auto it = headers.begin(); it != headers.end();)
      it = absl::EqualsIgnoreCase(it->first, name) ? headers.erase(it) : it + 1;
  };
  if (changes.HasMember("remove_headers")) {
    for (const auto& name : changes["remove_headers"].GetArray()) remove(name.GetString());
  }
  if (changes.HasMember("headers")) {
    for (const auto& header : changes["headers"].GetObject()) {
      remove(header.name.GetString());
      request->headers.emplace_back(header.name.GetString(), header.value.GetString());
    }
  }
}

TEST(ObjectVectorsTest, EveryNegativeCaseIsRefusedWithItsCode) {
  ASSERT_EQ(Vectors()["negative_cases"].Size(), 10);
  for (const Value& one : Vectors()["negative_cases"].GetArray()) {
    SCOPED_TRACE(Text(one, "id"));
    const Value& vector = VectorOf(Text(one, "based_on"));
    Request request = MakeRequest(vector);
    Change(one["changes"], &request);
    EXPECT_EQ(RefusalOf(request, vector["credentials"], TimeOf(one)),
              absl::StrCat(one["expect_status"].GetInt(), " ", Text(one, "expect_code")));
  }
}

// What the file does not have: each of the two forms, altered in what it covers.
TEST(ObjectSignatureTest, WhatIsAlteredIsRefused) {
  const struct {
    const char* vector;
    const char* what;
    void (*change)(Request*);
    const char* refusal;
  } kRows[] = {
      {"h01-get-plain", "method", [](Request* r) { r->method = "PUT"; }, "403 SignatureDoesNotMatch"},
      {"h01-get-plain", "key", [](Request* r) { r->target = "/apps/evil.apk"; }, "403 SignatureDoesNotMatch"},
      {"h01-get-plain", "bucket", [](Request* r) { r->headers[0].second = "other.obs.x"; },
       "403 SignatureDoesNotMatch"},
      {"h01-get-plain", "sub-resource", [](Request* r) { r->target += "?acl"; }, "403 SignatureDoesNotMatch"},
      {"h01-get-plain", "another header",
       [](Request* r) { r->headers.emplace_back("x-obs-acl", "public-read"); }, "403 SignatureDoesNotMatch"},
      {"h01-get-plain", "no matter to it", [](Request* r) { r->target += "?prefix=a"; }, ""},
      {"h01-get-plain", "scheme", [](Request* r) { r->headers.back().second = "Basic abc"; },
       "403 AccessDenied"},
      {"h01-get-plain", "no signature", [](Request* r) { r->headers.back().second = "OBS AK"; },
       "403 AccessDenied"},
      {"h01-get-plain", "unsigned", [](Request* r) { r->headers.pop_back(); }, "403 AccessDenied"},
      {"h01-get-plain", "date that is none", [](Request* r) { r->headers[1].second = "yesterday"; },
       "403 AccessDenied"},
      {"u01-get", "method", [](Request* r) { r->method = "HEAD"; }, "403 SignatureDoesNotMatch"},
      {"u01-get", "override", [](Request* r) { r->target += "&response-content-type=x"; },
       "403 SignatureDoesNotMatch"},
      {"u01-get", "no end", [](Request* r) { r->target = "/apps/demo.apk?AccessKeyId=A&Signature=B"; },
       "403 AccessDenied"},
      {"u01-get", "foreign key",
       [](Request* r) { r->target = "/a?AccessKeyId=A&Signature=B&Expires=9999999999"; },
       "403 InvalidAccessKeyId"},
  };
  for (const auto& row : kRows) {
    const Value& vector = VectorOf(row.vector);
    Request request = MakeRequest(vector);
    row.change(&request);
    EXPECT_EQ(RefusalOf(request, vector["credentials"], TimeOf(vector)), row.refusal) << row.what;
  }
}

TEST(ObjectSignatureTest, ATemporaryKeyWithoutItsTokenIsRefusedThoughItSignsWell) {
  const Value& vector = VectorOf("h01-get-plain");
  const ObjectSignatureVerifier verifier(
      {{Text(vector["credentials"], "ak"), Text(vector["credentials"], "sk"), "token"}});
  const Request request = MakeRequest(vector);
  const auto refused = verifier.Refuse(ReadObjectRequest(request, {}), TimeOf(vector));
  ASSERT_TRUE(refused.has_value());
  EXPECT_STREQ(refused->code, "InvalidAccessKeyId");
}

TEST(ObjectRequestTest, IsToldApartByHostAndBySignature) {
  const struct {
    const char* host;
    const char* target;
    const char* authorization;
    bool is_for_objects;
  } kRows[] = {
      {"obs.cn-north-4.myhuaweicloud.com", "/", "", true},
      {"B.OBS.cn-north-4.myhuaweicloud.com:443", "/k", "", true},
      {"bucket.obs.localhost:8081", "/k", "", true},
      {"files.example", "/k", "", true},
      {"127.0.0.1:8081", "/bucket/k", "OBS AK:x", true},
      {"127.0.0.1:8081", "/bucket/k", "AWS AK:x", true},
      {"127.0.0.1:8081", "/bucket/k?AccessKeyId=AK&Signature=x", "", true},
      {"127.0.0.1:8081", "/bucket/k?AWSAccessKeyId=AK&Signature=x", "", true},
      {"127.0.0.1:8081", "/?apiversion", "", true},
      {"127.0.0.1:8081", "/v1/p/cloud-phone/phones", "SDK-HMAC-SHA256 Access=AK", false},
      {"cph.cn-north-4.myhuaweicloud.com", "/v1/p/cloud-phone/phones", "", false},
      {"iam.myhuaweicloud.com", "/v3/auth/tokens", "", false},
  };
  for (const auto& row : kRows) {
    const Request request = {
        "GET", row.target, {{"Host", row.host}, {"Authorization", row.authorization}}, "", nullptr};
    EXPECT_EQ(IsForObjects(request, {{"files.example", "bucket"}}), row.is_for_objects)
        << row.host << row.target;
  }
}

TEST(ObjectRequestTest, FindsBucketAndKeyInHostOrPath) {
  const struct {
    const char* host;
    const char* target;
    const char* found;
  } kRows[] = {
      {"b.obs.x", "/a/b%20c?d=e", "b a/b c /b/a/b%20c"},
      {"b.c.obs.x:443", "/", "b.c  /b.c/"},
      {"obs.x", "/", "  /"},
      {"127.0.0.1:80", "/bucket/a%2Fb", "bucket a/b /bucket/a%2Fb"},
      {"127.0.0.1:80", "/bucket", "bucket  /bucket"},
      {"127.0.0.1:80", "/bucket/", "bucket  /bucket/"},
      {"files.example", "/a", "bound a /files.example/a"},
  };
  for (const auto& row : kRows) {
    const Request request = {"GET", row.target, {{"Host", row.host}}, "", nullptr};
    const ObjectRequest read = ReadObjectRequest(request, {{"files.example", "bound"}});
    EXPECT_EQ(absl::StrCat(read.bucket, " ", read.key, " ", read.resource), row.found);
  }
}

}  // namespace
}  // namespace cloudphone::simulator
