// The transport against the simulator's server: real sockets, one loop thread.

#include "adapters/http/curl_transport.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/simulator/http/http_server.h"
#include "tests/unit/http/results.h"

namespace cloudphone {
namespace {

class CurlTransportTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = simulator::HttpServer::Start(
        "127.0.0.1", 0,
        [](const simulator::Request& request) {
          return simulator::Response{
              200, absl::StrCat(request.method, " ", request.target, " ", request.body), "id"};
        },
        [](int status) {
          return simulator::Response{status, "", "id"};
        });
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    auto transport = CurlTransport::Create({});
    ASSERT_TRUE(transport.ok()) << transport.status();
    transport_ = *std::move(transport);
  }
  HttpRequest Request(const std::string& method, const std::string& target, const std::string& body = "") {
    HttpRequest request;
    request.method = method;
    request.url = absl::StrCat("http://", server_->address(), target);
    request.body = body;
    return request;
  }
  HttpResult Exchange(HttpRequest request) {
    return cloudphone::Exchange(transport_.get(), std::move(request));
  }

  std::unique_ptr<simulator::HttpServer> server_;
  std::unique_ptr<CurlTransport> transport_;
};

TEST_F(CurlTransportTest, SendsEachMethodWithItsBody) {
  for (const char* method : {"GET", "POST", "PUT", "DELETE"}) {
    SCOPED_TRACE(method);
    const HttpResult with_body = Exchange(Request(method, "/a/../b?c=%2F", "{\"x\":1}"));
    EXPECT_EQ(with_body.failure, HttpFailure::kNone) << with_body.detail;
    EXPECT_EQ(with_body.status, 200);
    EXPECT_TRUE(with_body.maybe_sent);
    EXPECT_EQ(with_body.body, absl::StrCat(method, " /a/../b?c=%2F {\"x\":1}")) << "the path as it is";
    EXPECT_EQ(FindHeader(with_body.headers, "x-request-id"), "id");
    EXPECT_EQ(Exchange(Request(method, "/")).body, absl::StrCat(method, " / "));
  }
}

TEST_F(CurlTransportTest, AHeadHasTheLengthOfTheAnswerAndNoBody) {
  for (int i = 0; i < 2; ++i) {
    const HttpResult head = Exchange(Request("HEAD", "/a"));
    EXPECT_EQ(head.failure, HttpFailure::kNone) << head.detail;
    EXPECT_EQ(FindHeader(head.headers, "Content-Length"), "8");
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(Exchange(Request("GET", "/a")).body, "GET /a ") << "by the handle of the HEAD";
  }
  EXPECT_EQ(Exchange(Request("HEAD", "/a", "body")).failure, HttpFailure::kInvalidRequest);
}

TEST_F(CurlTransportTest, CarriesThousandsOfCalls) {
  constexpr int kCalls = 3000;
  Results results;
  for (int i = 0; i < kCalls; ++i) transport_->Send(Request("POST", absl::StrCat("/", i)), results.Done());
  std::set<std::string> bodies;
  for (const HttpResult& result : results.Wait(kCalls)) {
    ASSERT_EQ(result.failure, HttpFailure::kNone) << result.detail;
    bodies.insert(result.body);
  }
  EXPECT_EQ(bodies.size(), kCalls) << "each its own answer";
}

TEST_F(CurlTransportTest, TellsWhatWasNeverSent) {
  const HttpResult invalid = Exchange(RequestTo("ftp://127.0.0.1/"));
  EXPECT_EQ(invalid.failure, HttpFailure::kInvalidRequest);
  EXPECT_FALSE(invalid.maybe_sent);
  const std::string address = server_->address();
  server_.reset();
  const HttpResult refused = Exchange(RequestTo(absl::StrCat("http://", address, "/")));
  EXPECT_EQ(refused.failure, HttpFailure::kNotConnected);
  EXPECT_FALSE(refused.maybe_sent);
  HttpRequest late = RequestTo("http://127.0.0.1/");
  late.deadline = absl::Now() - absl::Seconds(1);
  EXPECT_EQ(Exchange(std::move(late)).failure, HttpFailure::kTimedOut);
}

TEST_F(CurlTransportTest, StopEndsAllAndRefusesWhatComesLater) {
  Results results;
  for (int i = 0; i < 100; ++i) transport_->Send(Request("POST", "/"), results.Done());
  transport_->Stop();
  results.Wait(100);
  const HttpResult later = Exchange(Request("GET", "/"));
  EXPECT_EQ(later.failure, HttpFailure::kCancelled);
  EXPECT_FALSE(later.maybe_sent);
}

TEST_F(CurlTransportTest, MayGoWithCallsInFlightAndCancelsOfUnknownIds) {
  Results results;
  for (int i = 0; i < 100; ++i) transport_->Cancel(transport_->Send(Request("GET", "/"), results.Done()));
  transport_->Cancel(0);
  transport_->Cancel(1u << 30);
  for (int i = 0; i < 100; ++i) transport_->Send(Request("GET", "/"), results.Done());
  transport_.reset();
  EXPECT_EQ(results.Wait(200).size(), 200) << "each done ran";
}

TEST(CurlTransportCreateTest, NamesACaFileThatIsNone) {
  for (const char* path : {"/no/such/file", CLOUDPHONE_TEST_DATA "/errors.json"}) {
    CurlTransportOptions options;
    options.ca_file = path;
    const auto transport = CurlTransport::Create(options);
    ASSERT_FALSE(transport.ok());
    EXPECT_THAT(std::string(transport.status().message()), ::testing::HasSubstr(path));
  }
}

}  // namespace
}  // namespace cloudphone
