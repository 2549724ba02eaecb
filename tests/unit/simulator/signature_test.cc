// The verifier against the vendor's own signatures.

#include "service/simulator/identity/signature.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"

namespace cloudphone::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Value = rapidjson::Value;

const rapidjson::Document& Vectors() {
  static const auto* const kVectors = [] {
    const char* path = std::getenv("CLOUDPHONE_SIGNING_VECTORS");
    std::ifstream file(path != nullptr ? path : CLOUDPHONE_TEST_DATA "/signing-vectors.json");
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

absl::Time TimeOf(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%E4Y%m%dT%H%M%SZ", text, &time, &error)) << text << error;
  return time;
}

Request MakeRequest(const Value& request) {
  Request made;
  made.method = Text(request, "method");
  made.target = Text(request, "request_target");
  const Value& headers = request.HasMember("headers") ? request["headers"] : request["headers_to_send"];
  for (const auto& header : headers.GetObject())
    made.headers.emplace_back(header.name.GetString(), header.value.GetString());
  absl::Base64Unescape(Text(request, "body_base64"), &made.body);
  return made;
}

KnownKey KeyOf(const Value& credentials) {
  return {Text(credentials, "ak"), Text(credentials, "sk"), Text(credentials, "security_token")};
}

TEST(SignatureVectorsTest, EveryVectorIsAccepted) {
  ASSERT_GT(Vectors()["vectors"].Size(), 20);
  for (const Value& vector : Vectors()["vectors"].GetArray()) {
    SCOPED_TRACE(Text(vector, "id"));
    Request request = MakeRequest(vector["request"]);
    request.headers.emplace_back("Authorization", Text(vector, "authorization"));
    const absl::Time sent = TimeOf(std::string(request.Header("X-Sdk-Date")));
    const auto refused = SignatureVerifier(KeyOf(vector["credentials"])).Refuse(request, sent, sent);
    EXPECT_FALSE(refused.has_value()) << *refused;
  }
}

TEST(SignatureVectorsTest, EveryNegativeCaseIsRefusedInTheVendorsWords) {
  for (const Value& one : Vectors()["negative_cases"].GetArray()) {
    if (Text(one, "expect") != "reject") continue;
    SCOPED_TRACE(Text(one, "id"));
    const absl::Time now = TimeOf(Text(one, "server_time"));
    const auto refused =
        SignatureVerifier(KeyOf(one["known_credentials"])).Refuse(MakeRequest(one["request"]), now, now);
    ASSERT_TRUE(refused.has_value());
    EXPECT_THAT(*refused, StartsWith(Text(one, "expected_error_msg_prefix")));
  }
}

const Value& NamedVector(const std::string& id) {
  for (const Value& vector : Vectors()["vectors"].GetArray()) {
    if (Text(vector, "id") == id) return vector;
  }
  ADD_FAILURE() << id;
  return Vectors()["vectors"][0];
}

TEST(SignatureVectorsTest, TheWindowOfTimeIsFifteenMinutes) {
  for (const Value& one : Vectors()["time_boundary_cases"].GetArray()) {
    SCOPED_TRACE(Text(one, "id"));
    const Value& vector = NamedVector(Text(one, "based_on"));
    Request request = MakeRequest(vector["request"]);
    request.headers.emplace_back("Authorization", Text(vector, "authorization"));
    const absl::Time now = TimeOf(Text(one, "server_time"));
    EXPECT_FALSE(SignatureVerifier(KeyOf(vector["credentials"])).Refuse(request, now, now).has_value());
  }
}

class LockTest : public ::testing::Test {
 protected:
  LockTest() : vector_(NamedVector("10-post-json-ascii")), verifier_(KeyOf(vector_["credentials"])) {
    good_ = MakeRequest(vector_["request"]);
    good_.headers.emplace_back("Authorization", Text(vector_, "authorization"));
    bad_ = good_;
    bad_.body += " ";
    sent_ = TimeOf(std::string(good_.Header("X-Sdk-Date")));
  }
  absl::optional<std::string> Refuse(const Request& request, absl::Duration later = absl::ZeroDuration()) {
    return verifier_.Refuse(request, sent_, sent_ + later);
  }

  const Value& vector_;
  SignatureVerifier verifier_;
  Request good_;
  Request bad_;
  absl::Time sent_;
};

TEST_F(LockTest, MoreThanFiveFailuresInARowLockTheKeyForFiveMinutes) {
  for (int i = 0; i < 6; ++i) EXPECT_THAT(*Refuse(bad_), HasSubstr("verify aksk signature fail"));
  EXPECT_THAT(*Refuse(good_), HasSubstr("AK access failed to reach the limit,forbidden"));
  EXPECT_TRUE(Refuse(good_, absl::Minutes(5) - absl::Seconds(1)).has_value());
  EXPECT_FALSE(Refuse(good_, absl::Minutes(5)).has_value());
}

TEST_F(LockTest, ASuccessForgetsTheFailures) {
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(Refuse(bad_).has_value());
    EXPECT_FALSE(Refuse(good_).has_value());
  }
}

TEST_F(LockTest, AMismatchShowsWhatWasSigned) {
  EXPECT_THAT(*Refuse(bad_), HasSubstr(", canonicalRequest:POST|/v1/0123456789abcdef0123456789abcdef/"));
}

}  // namespace
}  // namespace cloudphone::simulator
