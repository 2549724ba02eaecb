// HTTP/2 and TLS against nginx: what is shared, what is not, and what an unknown certificate does.

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/http/curl_transport.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/http/nginx.h"
#include "tests/unit/http/results.h"
#include "tests/unit/http/scripted_server.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

// Tells in each answer over what it came.
constexpr char kTelling[] = R"(
    location / { return 200 "$server_protocol $connection"; })";

class Http2Test : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(MakeCertificate(folder_.path(), "IP:127.0.0.1").ok()); }

  void Serve(absl::string_view listen, absl::string_view server) {
    auto nginx = Nginx::Start(folder_.path(), listen, server);
    ASSERT_TRUE(nginx.ok()) << nginx.status();
    nginx_ = *std::move(nginx);
    CurlTransportOptions options;
    options.ca_file = folder_.path() + "/cert.pem";
    auto transport = CurlTransport::Create(options);
    ASSERT_TRUE(transport.ok()) << transport.status();
    transport_ = *std::move(transport);
  }
  // In front of `backend`, with what it came over in a header.
  void ServeBefore(const ScriptedServer& backend) {
    Serve("http2", absl::StrCat("location / { proxy_pass ", backend.url(), "; }"));
  }
  HttpRequest Read() const { return RequestTo(nginx_->url()); }
  HttpRequest Write() const {
    HttpRequest request = RequestTo(nginx_->url(), "POST");
    request.body = "{}";
    request.finish_once_sent = true;
    return request;
  }
  HttpResult Exchange(HttpRequest request) {
    return cloudphone::Exchange(transport_.get(), std::move(request));
  }

  TemporaryFolder folder_;
  std::unique_ptr<Nginx> nginx_;
  std::unique_ptr<CurlTransport> transport_;
};

// The bodies of the results, each once.
std::set<std::string> Bodies(const std::vector<HttpResult>& results) {
  std::set<std::string> bodies;
  for (const HttpResult& result : results) {
    EXPECT_EQ(result.failure, HttpFailure::kNone) << result.detail;
    bodies.insert(result.body);
  }
  return bodies;
}

TEST_F(Http2Test, ABurstOfReadsSharesOneConnection) {
  Serve("http2", kTelling);
  Results results;
  for (int i = 0; i < 80; ++i) transport_->Send(Read(), results.Done());
  const std::set<std::string> bodies = Bodies(results.Wait(80));
  ASSERT_THAT(bodies, SizeIs(1));
  EXPECT_THAT(*bodies.begin(), HasSubstr("HTTP/2.0"));
}

TEST_F(Http2Test, AnIdleConnectionIsUsedAgain) {
  Serve("http2", kTelling);
  std::vector<HttpResult> results;
  for (int i = 0; i < 5; ++i) results.push_back(Exchange(Read()));
  EXPECT_THAT(Bodies(results), SizeIs(1));
}

TEST_F(Http2Test, EachWriteHasAConnectionOfItsOwnWhichReadsMayShareAfter) {
  Serve("http2", kTelling);
  const std::string first_read = Exchange(Read()).body;
  std::vector<HttpResult> results;
  for (int i = 0; i < 5; ++i) results.push_back(Exchange(Write()));
  std::set<std::string> bodies = Bodies(results);
  EXPECT_THAT(bodies, SizeIs(5));
  EXPECT_EQ(bodies.count(first_read), 0);
  bodies.insert(first_read);
  const std::string last_read = Exchange(Read()).body;
  EXPECT_EQ(bodies.count(last_read), 1) << "no new one for " << last_read;
}

TEST_F(Http2Test, EachMethodArrivesWithItsBodyAndPath) {
  ScriptedServer backend([](int socket) {
    const std::string request = ReadRequest(socket);
    const std::string line = request.substr(0, request.find(" HTTP/1."));
    const std::string body = request.substr(request.find("\r\n\r\n") + 4);
    cloudphone::Write(socket, absl::StrCat("HTTP/1.0 200 OK\r\n\r\n", line, " ", body));
  });
  ServeBefore(backend);
  for (const char* method : {"GET", "POST", "PUT", "DELETE"}) {
    HttpRequest request = RequestTo(nginx_->url() + "/a/../b?c=%2F", method);
    request.body = "{\"x\":1}";
    EXPECT_EQ(Exchange(std::move(request)).body, absl::StrCat(method, " /a/../b?c=%2F {\"x\":1}"));
  }
}

TEST_F(Http2Test, AServerThatKnowsOnlyHttp1IsSpokenToSo) {
  Serve("", kTelling);
  Results results;
  for (int i = 0; i < 20; ++i) transport_->Send(Read(), results.Done());
  for (const std::string& body : Bodies(results.Wait(20))) EXPECT_THAT(body, HasSubstr("HTTP/1.1"));
  const std::string kept = Exchange(Read()).body;
  EXPECT_THAT(kept, HasSubstr("HTTP/1.1"));
}

TEST_F(Http2Test, AConnectionThatTheServerEndsIsReplacedUnnoticed) {
  Serve("http2", absl::StrCat("keepalive_requests 3;", kTelling));
  std::vector<HttpResult> results;
  for (int i = 0; i < 12; ++i) results.push_back(Exchange(Read()));
  EXPECT_THAT(Bodies(results), SizeIs(4));
}

TEST_F(Http2Test, AHeaderOf16KBPasses) {
  Serve("http2", R"(location / { return 200 "$http_x_auth_token"; })");
  HttpRequest request = Read();
  const std::string token(16 << 10, 'M');
  request.headers.push_back({"X-Auth-Token", token});
  EXPECT_EQ(Exchange(std::move(request)).body, token);
}

TEST_F(Http2Test, OneCancelledCallLeavesTheOthersOnItsConnectionAlone) {
  Event answer;
  ScriptedServer backend([&answer](int socket) {
    ReadRequest(socket);
    answer.Wait();
    cloudphone::Write(socket, "HTTP/1.0 200 OK\r\n\r\ndone");
  });
  ServeBefore(backend);
  Results cancelled;
  Results others;
  const HttpTransport::CallId id = transport_->Send(Read(), cancelled.Done());
  for (int i = 0; i < 10; ++i) transport_->Send(Read(), others.Done());
  transport_->Cancel(id);
  EXPECT_EQ(cancelled.Wait(1).front().failure, HttpFailure::kCancelled);
  answer.Set();
  EXPECT_EQ(Bodies(others.Wait(10)), std::set<std::string>{"done"});
}

TEST_F(Http2Test, AnAnswerThatTheServerBreaksOffIsLost) {
  ScriptedServer backend([](int socket) {
    ReadRequest(socket);
    cloudphone::Write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nabc");
  });
  ServeBefore(backend);
  for (const bool write : {false, true}) {
    const HttpResult result = Exchange(write ? Write() : Read());
    EXPECT_EQ(result.failure, HttpFailure::kLost) << result.detail;
    EXPECT_TRUE(result.maybe_sent);
  }
}

TEST_F(Http2Test, AReadThatWaitsForTheHandshakeOfAnotherHasADeadlineAllTheSame) {
  ScriptedServer silent([](int socket) {
    while (!ReadRequest(socket).empty()) {
    }
  });
  Serve("http2", kTelling);
  const std::string url = absl::StrCat("https://127.0.0.1:", silent.port());
  Results slow;
  transport_->Send(RequestTo(url), slow.Done());
  HttpRequest quick = RequestTo(url);
  const absl::Time begin = absl::Now();
  quick.deadline = begin + absl::Milliseconds(200);
  const HttpResult result = Exchange(std::move(quick));
  EXPECT_EQ(result.failure, HttpFailure::kTimedOut) << result.detail;
  EXPECT_FALSE(result.maybe_sent);
  EXPECT_LT(absl::Now() - begin, absl::Seconds(2));
  transport_.reset();  // Ends the slow call before what it writes to goes.
}

TEST_F(Http2Test, ACertificateForAnotherNameIsNotSpokenTo) {
  ASSERT_TRUE(MakeCertificate(folder_.path(), "DNS:other.example").ok());
  Serve("http2", kTelling);
  for (const bool write : {false, true}) {
    const HttpResult result = Exchange(write ? Write() : Read());
    EXPECT_EQ(result.failure, HttpFailure::kNotConnected);
    EXPECT_FALSE(result.maybe_sent);
    EXPECT_THAT(result.detail, HasSubstr("subject name"));
    EXPECT_THAT(result.detail, HasSubstr("127.0.0.1"));
  }
}

TEST_F(Http2Test, ACertificateThatNobodyVouchesForIsNotSpokenTo) {
  Serve("http2", kTelling);
  const auto wary = CurlTransport::Create({});
  const HttpResult result = cloudphone::Exchange(wary->get(), Read());
  EXPECT_EQ(result.failure, HttpFailure::kNotConnected);
  EXPECT_FALSE(result.maybe_sent);
  EXPECT_THAT(result.detail, HasSubstr("certificate"));
}

}  // namespace
}  // namespace cloudphone
