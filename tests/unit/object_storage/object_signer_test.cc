// The signer against the signatures of the vendor's own clients.

#include "adapters/object_storage/object_signer.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "adapters/object_storage/hmac_sha1.h"
#include "adapters/runtime/file_descriptor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"

namespace cloudphone {
namespace {

using Value = rapidjson::Value;

std::string Text(const Value& object, const char* name) {
  return object.HasMember(name) && object[name].IsString() ? object[name].GetString() : "";
}

const rapidjson::Document& Vectors() {
  static const auto* const kVectors = [] {
    const absl::StatusOr<std::string> text = ReadFile(CLOUDPHONE_TEST_DATA "/obs-signing-vectors.json");
    EXPECT_TRUE(text.ok()) << text.status();
    auto* document = new rapidjson::Document();
    document->Parse(text.ok() ? text->c_str() : "{}");
    return document;
  }();
  return *kVectors;
}

// Both spellings of one query: %2F and a slash mean the same in it.
std::string Decode(absl::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      decoded += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::set<std::string> QueryOf(absl::string_view url) {
  std::set<std::string> query;
  const std::vector<absl::string_view> halves = absl::StrSplit(url, absl::MaxSplits('?', 1));
  if (halves.size() < 2) return query;
  for (const absl::string_view pair : absl::StrSplit(halves[1], '&')) query.insert(Decode(pair));
  return query;
}

std::string WithoutQuery(absl::string_view url) { return std::string(url.substr(0, url.find('?'))); }

// One vector of the file, as the signer takes it.
struct Vector {
  explicit Vector(const Value& json)
      : id(Text(json, "id")),
        signature(Text(json, "signature")),
        string_to_sign(Text(json, "string_to_sign")),
        is_url(Text(json, "kind") == "url"),
        dialect(Text(json, "scheme") == "OBS" ? ObjectDialect::kObs : ObjectDialect::kAws),
        clock(absl::FromUnixSeconds(json["clock_unix"].GetInt64())) {
    const Value& credentials = json["credentials"];
    key = {Text(credentials, "ak"), Text(credentials, "sk"), Text(credentials, "security_token")};
    call.method = Text(json, "method");
    call.endpoint = absl::StrCat("https://", Text(json, "endpoint"));
    call.bucket = Text(json, "bucket");
    call.key = Text(json, "key");
    call.place = PlaceForEndpoint(call.endpoint);
    if (call.bucket.empty() && !call.key.empty()) call.place = BucketPlace::kDomain;
    url = is_url ? Text(json, "url")
                 : absl::StrCat("https://", Text(json, "host"), Text(json, "request_target"));
    for (const std::string& pair : QueryOf(url)) {
      const std::pair<std::string, std::string> halves = absl::StrSplit(pair, absl::MaxSplits('=', 1));
      if (halves.first == "Expires") expires = absl::FromUnixSeconds(std::stoll(halves.second));
      const bool is_ours = absl::EndsWith(halves.first, "AccessKeyId") || halves.first == "Expires" ||
                           halves.first == "Signature" || absl::EndsWith(halves.first, "security-token");
      if (!is_ours) call.query.push_back(halves);
    }
    if (!json.HasMember("headers_to_send")) return;
    for (const auto& header : json["headers_to_send"].GetObject()) {
      const std::string name = header.name.GetString();
      const bool is_ours = name == "Date" || name == "Host" || name == "Content-Length" ||
                           absl::EndsWith(name, "security-token");
      if (!is_ours) call.headers.push_back({name, header.value.GetString()});
    }
  }

  std::string id, signature, string_to_sign, url;
  bool is_url;
  ObjectDialect dialect;
  absl::Time clock, expires;
  AccessKey key;
  ObjectCall call;
};

// All of the two forms that the signer has; AWS4 is another algorithm, which nothing here needs.
std::vector<Vector> ReadVectors(bool urls) {
  std::vector<Vector> vectors;
  for (const Value& json : Vectors()["vectors"].GetArray()) {
    if (Text(json, "scheme") == "AWS4") continue;
    Vector vector(json);
    if (vector.is_url == urls) vectors.push_back(std::move(vector));
  }
  return vectors;
}

TEST(SignObjectCallTest, ReproducesEveryVector) {
  const std::vector<Vector> vectors = ReadVectors(/*urls=*/false);
  EXPECT_EQ(vectors.size(), 17u);
  for (const Vector& vector : vectors) {
    SCOPED_TRACE(vector.id);
    const HttpRequest request = SignObjectCall(vector.key, vector.call, vector.clock, vector.dialect);
    EXPECT_EQ(std::string(FindHeader(request.headers, "Authorization")),
              absl::StrCat(vector.dialect == ObjectDialect::kObs ? "OBS " : "AWS ", vector.key.access_key,
                           ":", vector.signature));
    EXPECT_EQ(WithoutQuery(request.url), WithoutQuery(vector.url));
    EXPECT_EQ(QueryOf(request.url), QueryOf(vector.url));
    EXPECT_EQ(request.method, vector.call.method);
  }
}

TEST(PresignUrlTest, ReproducesEveryVector) {
  const std::vector<Vector> vectors = ReadVectors(/*urls=*/true);
  EXPECT_EQ(vectors.size(), 10u);
  for (const Vector& vector : vectors) {
    SCOPED_TRACE(vector.id);
    const std::string url = PresignUrl(vector.key, vector.call, vector.expires, vector.dialect);
    EXPECT_EQ(WithoutQuery(url), WithoutQuery(vector.url));
    EXPECT_EQ(QueryOf(url), QueryOf(vector.url));
  }
}

TEST(ObjectStringToSignTest, ReproducesEveryVectorWithoutAToken) {
  for (const bool urls : {false, true}) {
    for (const Vector& vector : ReadVectors(urls)) {
      if (!vector.key.security_token.empty()) continue;  // Signing adds the token first.
      SCOPED_TRACE(vector.id);
      const std::string time =
          urls ? absl::StrCat(absl::ToUnixSeconds(vector.expires))
               : absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", vector.clock, absl::UTCTimeZone());
      EXPECT_EQ(ObjectStringToSign(vector.call, time, vector.dialect), vector.string_to_sign);
    }
  }
}

ObjectCall Call() {
  ObjectCall call;
  call.method = "PUT";
  call.endpoint = "https://obs.example";
  call.bucket = "bucket";
  call.key = "key";
  return call;
}

// What is signed must change the signature, or it protects nothing.
TEST(PresignUrlTest, EverythingThatItAllowsIsSigned) {
  const AccessKey key = {"AK", "SK", "token"};
  const absl::Time end = absl::FromUnixSeconds(1000);
  const auto signature = [](const std::string& url) { return url.substr(url.find("Signature=")); };
  const std::string plain = signature(PresignUrl(key, Call(), end));
  std::vector<ObjectCall> changed(7, Call());
  changed[0].method = "GET";
  changed[1].bucket = "other";
  changed[2].key = "other";
  changed[3].headers = {{"content-type", "text/plain"}};
  changed[4].headers = {{"Content-MD5", "x"}};
  changed[5].headers = {{"X-Obs-Meta-Sha256", "x"}};
  changed[6].query = {{"response-content-disposition", "attachment"}};
  for (size_t i = 0; i < changed.size(); ++i)
    EXPECT_NE(signature(PresignUrl(key, changed[i], end)), plain) << i;
  EXPECT_NE(signature(PresignUrl(key, Call(), end + absl::Seconds(1))), plain);
  EXPECT_NE(signature(PresignUrl({"AK", "other", "token"}, Call(), end)), plain);
  EXPECT_NE(signature(PresignUrl({"AK", "SK", "other"}, Call(), end)), plain);
  EXPECT_EQ(signature(PresignUrl(key, Call(), end + absl::Milliseconds(999))), plain) << "whole seconds";
}

TEST(ObjectUrlTest, PutsTheBucketWhereTheEndpointWantsIt) {
  const struct {
    const char* endpoint;
    const char* url;
  } kRows[] = {
      {"https://obs.example", "https://bucket.obs.example/key"},
      {"https://obs.example:8443", "https://bucket.obs.example:8443/key"},
      {"http://127.0.0.1:8081", "http://127.0.0.1:8081/bucket/key"},
      {"http://[::1]:8081", "http://[::1]:8081/bucket/key"},
      {"http://localhost:8081", "http://localhost:8081/bucket/key"},
  };
  for (const auto& row : kRows) {
    ObjectCall call = Call();
    call.endpoint = row.endpoint;
    call.place = PlaceForEndpoint(call.endpoint);
    EXPECT_EQ(ObjectUrl(call), row.url);
  }
}

TEST(ObjectUrlTest, EncodesWhatIsNoLetter) {
  ObjectCall call = Call();
  call.key = "a b/\xC3\xA4+%&?=~";
  call.query = {{"uploads", ""}, {"prefix", "a/b c"}};
  EXPECT_EQ(ObjectUrl(call),
            "https://bucket.obs.example/a%20b/%C3%A4%2B%25%26%3F%3D~?uploads&prefix=a%2Fb%20c");
}

TEST(Base64HmacSha1Test, AnswersTheStandardsOwnCase) {
  // RFC 2202, case 2.
  EXPECT_EQ(Base64HmacSha1("Jefe", "what do ya want for nothing?"), "7/zfauXrL6LSdBbV8YTfnCWafHk=");
}

}  // namespace
}  // namespace cloudphone
