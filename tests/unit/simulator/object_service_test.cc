// The object store over its socket.

#include "service/simulator/object_store/object_service.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/simulator/simulator.h"
#include "tests/unit/simulator/object_client.h"

namespace cloudphone::simulator {
namespace {

using ::testing::HasSubstr;
using Answer = LoopbackClient::Answer;

constexpr char kHelloMd5[] = "5d41402abc4b2a76b9719d911017c592";

// With all bytes in memory, or in files.
class ObjectServiceTest : public ::testing::TestWithParam<bool> {
 protected:
  void Start(SimulatorOptions options = {}) {
    if (GetParam()) options.objects.directory = ::testing::TempDir();
    auto simulator = Simulator::Start(options, &clock_);
    ASSERT_TRUE(simulator.ok()) << simulator.status();
    simulator_ = *std::move(simulator);
    client_ = std::make_unique<ObjectClient>(
        simulator_->address(), SigningKeys{kDefaultAccessKey, kDefaultSecretKey, "", kDefaultProjectId},
        clock_.Now());
  }
  void SetUp() override { Start(); }

  std::string Outcome(absl::string_view method, const std::string& target, absl::string_view body = "",
                      ObjectClient::Headers headers = {}) {
    client_->Call(method, target, body, std::move(headers));
    return client_->outcome();
  }
  void Put(const std::string& target, absl::string_view body) {
    EXPECT_EQ(Outcome("PUT", target, body), "200 ");
  }

  FakeTimers clock_;
  std::unique_ptr<Simulator> simulator_;
  std::unique_ptr<ObjectClient> client_;
};

INSTANTIATE_TEST_SUITE_P(MemoryAndFiles, ObjectServiceTest, ::testing::Bool());

TEST_P(ObjectServiceTest, WhatIsPutIsReadBack) {
  const Answer put = client_->Call("PUT", "/mybucket/a/b%20c", "hello",
                                   {{"Content-Type", "text/x"}, {"X-Obs-Meta-Sha256", "Abc"}});
  EXPECT_EQ(put.status, 200);
  EXPECT_EQ(put.headers.at("etag"), absl::StrCat("\"", kHelloMd5, "\""));
  for (const char* method : {"GET", "HEAD"}) {
    const Answer got = client_->Call(method, "/mybucket/a/b%20c");
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.body, absl::string_view(method) == "GET" ? "hello" : "");
    EXPECT_EQ(got.headers.at("content-length"), "5");
    EXPECT_EQ(got.headers.at("etag"), put.headers.at("etag"));
    EXPECT_EQ(got.headers.at("content-type"), "text/x");
    EXPECT_EQ(got.headers.at("x-obs-meta-sha256"), "Abc");
    EXPECT_EQ(got.headers.at("accept-ranges"), "bytes");
    EXPECT_EQ(got.headers.at("last-modified"), got.headers.at("date"));
    EXPECT_EQ(got.headers.at("server"), "OBS");
    EXPECT_FALSE(got.headers.at("x-obs-request-id").empty());
    EXPECT_FALSE(got.headers.at("x-obs-id-2").empty());
  }
  Put("/mybucket/a/b%20c", "other");
  EXPECT_EQ(client_->Call("GET", "/mybucket/a/b%20c").body, "other") << "written over";
  EXPECT_EQ(client_->Call("GET", "/mybucket/a/b%20c").headers.at("content-type"), "binary/octet-stream");
  EXPECT_EQ(Outcome("DELETE", "/mybucket/a/b%20c"), "204 ");
  EXPECT_EQ(Outcome("DELETE", "/mybucket/a/b%20c"), "204 ") << "also where there is none";
  EXPECT_EQ(Outcome("GET", "/mybucket/a/b%20c"), "404 NoSuchKey");
}

TEST_P(ObjectServiceTest, LargeBodiesComeAndGoWhole) {
  std::string large(13 << 20, '\0');  // More than the vendor's gateway takes.
  for (size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * 7 + i / 1000);
  Put("/mybucket/large", large);
  EXPECT_EQ(client_->Call("GET", "/mybucket/large").body, large);
  EXPECT_EQ(client_->Call("GET", "/mybucket/large", "", {{"Range", "bytes=1000000-1000009"}}).body,
            large.substr(1000000, 10));
  Put("/mybucket/empty", "");
  const Answer empty = client_->Call("GET", "/mybucket/empty");
  EXPECT_EQ(empty.headers.at("content-length"), "0");
  EXPECT_EQ(empty.headers.at("etag"), "\"d41d8cd98f00b204e9800998ecf8427e\"");
}

TEST_P(ObjectServiceTest, ARangeIsAPart) {
  Put("/mybucket/k", "0123456789");
  const struct {
    const char* range;
    int status;
    const char* body;
    const char* content_range;
  } kRows[] = {
      {"bytes=2-5", 206, "2345", "bytes 2-5/10"}, {"bytes=0-0", 206, "0", "bytes 0-0/10"},
      {"bytes=7-", 206, "789", "bytes 7-9/10"},   {"bytes=7-99", 206, "789", "bytes 7-9/10"},
      {"bytes=-3", 206, "789", "bytes 7-9/10"},   {"bytes=-99", 206, "0123456789", "bytes 0-9/10"},
      {"bytes=5-2", 200, "0123456789", ""},       {"bytes=0-1,4-5", 200, "0123456789", ""},
      {"bytes=-", 200, "0123456789", ""},         {"lines=1-2", 200, "0123456789", ""},
      {"bytes=a-b", 200, "0123456789", ""},       {"bytes=10-", 416, "", "bytes */10"},
      {"bytes=99-100", 416, "", "bytes */10"},    {"bytes=-0", 416, "", "bytes */10"},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.range);
    Answer answer = client_->Call("GET", "/mybucket/k", "", {{"Range", row.range}});
    EXPECT_EQ(answer.status, row.status);
    EXPECT_EQ(answer.headers["content-range"], row.content_range);
    if (row.status == 416) {
      EXPECT_EQ(XmlText(answer.body, "Code"), "InvalidRange");
    } else {
      EXPECT_EQ(answer.body, row.body);
    }
  }
  Put("/mybucket/empty", "");
  EXPECT_EQ(Outcome("GET", "/mybucket/empty", "", {{"Range", "bytes=0-"}}), "416 InvalidRange");
}

TEST_P(ObjectServiceTest, ConditionsAreHeld) {
  Put("/mybucket/k", "hello");
  const std::string etag = absl::StrCat("\"", kHelloMd5, "\"");
  const Answer put = client_->Call("HEAD", "/mybucket/k");
  const std::string modified = put.headers.at("last-modified");
  const std::string old = "Thu, 01 Jan 1970 00:00:00 GMT";
  const struct {
    ObjectClient::Headers headers;
    const char* outcome;
  } kRows[] = {
      {{{"If-Match", etag}}, "200 "},
      {{{"If-Match", "\"other\""}}, "412 PreconditionFailed"},
      {{{"If-None-Match", etag}}, "304 "},
      {{{"If-None-Match", "\"other\""}}, "200 "},
      {{{"If-Modified-Since", modified}}, "304 "},
      {{{"If-Modified-Since", old}}, "200 "},
      {{{"If-Unmodified-Since", modified}}, "200 "},
      {{{"If-Unmodified-Since", old}}, "412 PreconditionFailed"},
      {{{"If-Modified-Since", "yesterday"}}, "200 "},
  };
  for (const auto& row : kRows)
    EXPECT_EQ(Outcome("GET", "/mybucket/k", "", row.headers), row.outcome) << row.headers[0].first;
}

TEST_P(ObjectServiceTest, SignedUrlsDoWhatTheyWereSignedForUntilTheyExpire) {
  const ObjectClient::Headers type = {{"Content-Type", "application/x-tar"}};
  client_->CallByUrl("PUT", "/cph-staging/k", "hello", type);
  EXPECT_EQ(client_->outcome(), "200 ");
  EXPECT_EQ(client_->CallByUrl("GET", "/cph-staging/k").body, "hello");
  EXPECT_EQ(client_->CallByUrl("HEAD", "/cph-staging/k").headers.at("content-length"), "5");
  EXPECT_EQ(
      client_->CallByUrl("GET", "/cph-staging/k?response-content-type=text/html").headers.at("content-type"),
      "text/html");
  const std::string split = client_->SignedTarget("GET", "/cph-staging/k?response-content-type=a\r\nX-Evil:1",
                                                  clock_.Now() + absl::Minutes(1));
  const Answer whole = client_->Send("GET", absl::StrReplaceAll(split, {{"\r\n", "%0D%0A"}}), "", {});
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.headers.count("x-evil"), 0u);
  const absl::Time end = clock_.Now() + absl::Seconds(10);
  const std::string get = client_->SignedTarget("GET", "/cph-staging/k", end);
  const std::string put = client_->SignedTarget("PUT", "/cph-staging/k", end);
  client_->Send("HEAD", get, "", {});
  EXPECT_EQ(client_->outcome(), "403 ") << "signed for GET";
  client_->Send("PUT", put, "evil", type);
  EXPECT_EQ(client_->outcome(), "403 SignatureDoesNotMatch") << "a type that was not signed";
  clock_.Advance(absl::Seconds(10));
  client_->Send("GET", get, "", {});
  EXPECT_EQ(client_->outcome(), "200 ") << "in its last second";
  clock_.Advance(absl::Seconds(1));
  client_->Send("GET", get, "", {});
  EXPECT_EQ(client_->outcome(), "403 AccessDenied");
  client_->Send("PUT", put, "evil", {});
  EXPECT_EQ(client_->outcome(), "403 AccessDenied");
  EXPECT_EQ(client_->Call("GET", "/cph-staging/k").body, "hello") << "nothing of the refused ones was kept";
}

TEST_P(ObjectServiceTest, ErrorsAreXmlWithTheirCodes) {
  Put("/mybucket/k", "hello");
  const std::string long_key(1025, 'k');
  const struct {
    const char* method;
    std::string target;
    ObjectClient::Headers headers;
    const char* outcome;
  } kRows[] = {
      {"GET", "/no-bucket/k", {}, "404 NoSuchBucket"},
      {"PUT", "/no-bucket/k", {}, "404 NoSuchBucket"},
      {"GET", "/mybucket/none", {}, "404 NoSuchKey"},
      {"HEAD", "/mybucket/none", {}, "404 "},
      {"PUT", absl::StrCat("/mybucket/", long_key), {}, "400 KeyTooLongError"},
      {"PUT", "/mybucket/k", {{"Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="}}, "400 BadDigest"},
      {"PUT", "/mybucket/k", {{"Content-MD5", "short"}}, "400 InvalidDigest"},
      {"PUT", "/mybucket/k", {{"x-obs-copy-source", "/a/b"}}, "501 NotImplemented"},
      {"GET", "/mybucket/k?acl", {}, "501 NotImplemented"},
      {"POST", "/mybucket/k", {}, "405 MethodNotAllowed"},
      {"DELETE", "/mybucket/", {}, "409 BucketNotEmpty"},
      {"PUT", "/My_Bucket", {}, "400 InvalidBucketName"},
      {"PUT", "/127.0.0.1", {}, "400 InvalidBucketName"},
      {"PUT", "/a..bucket", {}, "400 InvalidBucketName"},
      {"GET", "/mybucket/?max-keys=many", {}, "400 InvalidArgument"},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(absl::StrCat(row.method, " ", row.target.substr(0, 40)));
    const Answer answer = client_->Call(row.method, row.target, "", row.headers);
    EXPECT_EQ(client_->outcome(), row.outcome);
    EXPECT_EQ(answer.headers.at("content-type"), "application/xml");
    if (absl::string_view(row.method) == "HEAD") continue;
    EXPECT_THAT(answer.body, HasSubstr("<Error><Code>"));
    EXPECT_EQ(XmlText(answer.body, "RequestId"), answer.headers.at("x-obs-request-id"));
    EXPECT_EQ(XmlText(answer.body, "Resource"), row.target.substr(0, row.target.find('?')));
  }
  EXPECT_EQ(client_->Call("GET", "/mybucket/k").body, "hello") << "what was refused changed nothing";
}

TEST_P(ObjectServiceTest, ABodyWithoutAnEndIsRefused) {
  LoopbackClient raw(simulator_->address());
  const std::string target = client_->SignedTarget("PUT", "/mybucket/k", clock_.Now() + absl::Minutes(1));
  raw.Send(absl::StrCat("PUT ", target, " HTTP/1.1\r\nHost: x\r\n\r\n"));
  const Answer answer = raw.Read();
  EXPECT_EQ(answer.status, 411);
  EXPECT_EQ(XmlText(answer.body, "Code"), "MissingContentLength");
}

TEST_P(ObjectServiceTest, AStreamIsTakenInChunks) {
  SimulatorOptions options;
  options.objects.max_bytes = 300 << 10;
  Start(options);
  const auto send = [this](const std::string& chunk) {
    LoopbackClient raw(simulator_->address());
    const std::string target = client_->SignedTarget("PUT", "/mybucket/k", clock_.Now() + absl::Minutes(1));
    raw.Send(absl::StrCat("PUT ", target, " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
                          absl::Hex(chunk.size()), "\r\n", chunk, "\r\n3\r\nabc\r\n0\r\n\r\n"));
    return raw.Read().status;
  };
  const std::string chunk(200 << 10, 'c');
  EXPECT_EQ(send(chunk), 200);
  EXPECT_EQ(client_->Call("GET", "/mybucket/k").body, chunk + "abc");
  EXPECT_EQ(send(std::string(310 << 10, 'd')), 403) << "there is no room for it";
  EXPECT_EQ(client_->Call("GET", "/mybucket/k").body, chunk + "abc");
}

TEST_P(ObjectServiceTest, WhatHasNoRoomIsRefusedUntilThereIsRoomAgain) {
  SimulatorOptions options;
  options.objects.max_bytes = 300 << 10;
  Start(options);
  Put("/mybucket/a", std::string(200 << 10, 'a'));
  EXPECT_EQ(Outcome("PUT", "/mybucket/b", std::string(200 << 10, 'b')), "403 InsufficientStorageSpace");
  EXPECT_EQ(Outcome("GET", "/mybucket/b"), "404 NoSuchKey");
  EXPECT_EQ(Outcome("DELETE", "/mybucket/a"), "204 ");
  Put("/mybucket/b", std::string(200 << 10, 'b'));
}

TEST_P(ObjectServiceTest, OthersArriveAtTheirServiceOnTheSamePort) {
  SigningClient phones(simulator_->address(), {kDefaultAccessKey, kDefaultSecretKey, "", kDefaultProjectId},
                       clock_.Now());
  phones.Call("GET", "/cloud-phone/phones");
  EXPECT_EQ(phones.outcome(), "200 ");
  EXPECT_EQ(Outcome("PUT", "/v3.0"), "200 ") << "a good name for a bucket";
  phones.SendSigned("GET", "/v3.0/OS-USER");
  EXPECT_THAT(phones.ReadAnswer().body, HasSubstr("error")) << "is no bucket of who signs for others";
  client_->Send("HEAD", "/?apiversion", "", {});
  EXPECT_EQ(client_->outcome(), "200 ");
  EXPECT_EQ(client_->Send("HEAD", "/?apiversion", "", {}).headers.at("x-obs-api"), "3.0");
  client_->Send("GET", "/mybucket/backup/phone1.tar", "", {});
  EXPECT_EQ(client_->outcome(), "403 AccessDenied") << "unsigned, by its bucket";
  EXPECT_THAT(client_->Send("GET", "/somewhere/else", "", {}).body, HasSubstr("APIGW.0301"));
}

}  // namespace
}  // namespace cloudphone::simulator
