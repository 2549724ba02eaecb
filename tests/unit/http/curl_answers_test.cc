// What the transport makes of servers that break the rules, and of calls that end early.

#include <sys/socket.h>
#include <zlib.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/http/curl_transport.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/http/results.h"
#include "tests/unit/http/scripted_server.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kChunked[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

std::unique_ptr<CurlTransport> Transport(CurlTransportOptions options = {}) {
  auto transport = CurlTransport::Create(std::move(options));
  EXPECT_TRUE(transport.ok()) << transport.status();
  return *std::move(transport);
}

// Answers each request of a connection with `answer`, then ends the connection if so asked.
ScriptedServer::Script Answering(std::string answer, bool then_end = false) {
  return [answer = std::move(answer), then_end](int socket) {
    while (!ReadRequest(socket).empty()) {
      Write(socket, answer);
      if (then_end) return;
    }
  };
}

std::string WithLength(absl::string_view head, absl::string_view body) {
  return absl::StrCat(head, "Content-Length: ", body.size(), "\r\n\r\n", body);
}

// `size` zero bytes as gzip.
std::string GzipOfZeros(size_t size) {
  z_stream stream = {};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
  std::string zeros(size, '\0');
  std::string packed(deflateBound(&stream, size), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(zeros.data());
  stream.avail_in = zeros.size();
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = packed.size();
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

TEST(CurlAnswersTest, EachBrokenAnswerReadsAsWhatIsWrongWithIt) {
  struct Row {
    const char* what;
    std::string answer;
    HttpFailure failure;
  };
  const Row rows[] = {
      {"no HTTP", "hello\r\n\r\n", HttpFailure::kAnswerMalformed},
      {"nothing", "", HttpFailure::kLost},
      {"a cut head", "HTTP/1.1 200 OK\r\nX-A: b\r\n", HttpFailure::kLost},
      {"a cut body", "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nabc", HttpFailure::kLost},
      {"a cut chunk", absl::StrCat(kChunked, "30\r\nabc"), HttpFailure::kLost},
      {"a chunk without a size", absl::StrCat(kChunked, "zz\r\nabc\r\n0\r\n\r\n"),
       HttpFailure::kAnswerMalformed},
      {"a chunk with too large a size", absl::StrCat(kChunked, "fffffffffffffffffffff\r\nabc"),
       HttpFailure::kAnswerMalformed},
      {"a chunk longer than its size", absl::StrCat(kChunked, "3\r\nabcXX0\r\n\r\n"),
       HttpFailure::kAnswerMalformed},
      {"a body that is no gzip", WithLength("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n", "abcdefgh"),
       HttpFailure::kAnswerMalformed},
      {"an unknown encoding", WithLength("HTTP/1.1 200 OK\r\nContent-Encoding: secret\r\n", "abcdefgh"),
       HttpFailure::kAnswerMalformed},
  };
  const auto transport = Transport();
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    ScriptedServer server(Answering(row.answer, /*then_end=*/true));
    const HttpResult result = Exchange(transport.get(), RequestTo(server.url()));
    EXPECT_EQ(result.failure, row.failure) << result.detail;
    EXPECT_TRUE(result.maybe_sent);
    EXPECT_FALSE(result.detail.empty());
  }
}

TEST(CurlAnswersTest, BoundsHoldForHeadersAndBody) {
  CurlTransportOptions options;
  options.max_answer_header_bytes = 1000;
  options.max_answer_body_bytes = 1000;
  const auto transport = Transport(options);
  struct Row {
    std::string answer;
    HttpFailure failure;
  };
  const std::string long_header = absl::StrCat("X-A: ", std::string(1000, 'a'), "\r\n");
  std::string headers;
  for (int i = 0; i < 100; ++i) absl::StrAppend(&headers, "X-", i, ": 0123456789\r\n");
  const Row rows[] = {
      {WithLength("HTTP/1.1 200 OK\r\n", std::string(1000, 'a')), HttpFailure::kNone},
      {WithLength("HTTP/1.1 200 OK\r\n", std::string(1001, 'a')), HttpFailure::kAnswerTooLarge},
      {absl::StrCat(kChunked, "3e9\r\n", std::string(1001, 'a'), "\r\n0\r\n\r\n"),
       HttpFailure::kAnswerTooLarge},
      {WithLength(absl::StrCat("HTTP/1.1 200 OK\r\n", long_header), ""), HttpFailure::kAnswerTooLarge},
      {WithLength(absl::StrCat("HTTP/1.1 200 OK\r\n", headers), ""), HttpFailure::kAnswerTooLarge},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.answer.substr(0, 80));
    ScriptedServer server(Answering(row.answer));
    EXPECT_EQ(Exchange(transport.get(), RequestTo(server.url())).failure, row.failure);
  }
}

TEST(CurlAnswersTest, APackedBodyIsBoundedByItsUnpackedSize) {
  CurlTransportOptions options;
  options.max_answer_body_bytes = 1 << 20;
  const auto transport = Transport(options);
  const auto answer = [](size_t size) {
    return WithLength("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n", GzipOfZeros(size));
  };
  ScriptedServer bomb(Answering(answer(64 << 20)));
  EXPECT_EQ(Exchange(transport.get(), RequestTo(bomb.url())).failure, HttpFailure::kAnswerTooLarge);
  ScriptedServer good(Answering(answer(1 << 20)));
  EXPECT_EQ(Exchange(transport.get(), RequestTo(good.url())).body.size(), 1 << 20);
}

TEST(CurlAnswersTest, ARedirectIsAnAnswerAndNotFollowed) {
  ScriptedServer target(Answering(WithLength("HTTP/1.1 200 OK\r\n", "never read")));
  ScriptedServer server(
      Answering(WithLength(absl::StrCat("HTTP/1.1 302 Found\r\nLocation: ", target.url(), "/\r\n"), "")));
  const auto transport = Transport();
  for (const char* method : {"GET", "POST"}) {
    const HttpResult result = Exchange(transport.get(), RequestTo(server.url(), method));
    EXPECT_EQ(result.failure, HttpFailure::kNone);
    EXPECT_EQ(result.status, 302);
  }
  EXPECT_EQ(target.connections(), 0);
}

TEST(CurlAnswersTest, AHeaderOf16KBPassesBothWays) {
  const std::string token(16 << 10, 'M');
  ScriptedServer server([&token](int socket) {
    const std::string request = ReadRequest(socket);
    const bool whole = request.find(absl::StrCat("X-Auth-Token: ", token, "\r\n")) != std::string::npos;
    Write(socket,
          WithLength(absl::StrCat("HTTP/1.1 ", whole ? 201 : 400, " X\r\nX-Subject-Token: ", token, "\r\n"),
                     ""));
  });
  HttpRequest request = RequestTo(server.url());
  request.headers.push_back({"X-Auth-Token", token});
  const HttpResult result = Exchange(Transport().get(), std::move(request));
  EXPECT_EQ(result.status, 201) << result.detail;
  EXPECT_EQ(FindHeader(result.headers, "x-subject-token"), token);
}

// Cancels a call when the server has read it, and lets the server answer once the transport has dealt with
// the cancel.
HttpResult CancelledOnTheWay(bool is_write) {
  Event read;
  Event answer;
  ScriptedServer server([&](int socket) {
    ReadRequest(socket);
    read.Set();
    answer.Wait();
    Write(socket, WithLength("HTTP/1.1 200 OK\r\n", "done"));
  });
  const auto transport = Transport();
  HttpRequest request = RequestTo(server.url(), "POST");
  request.finish_once_sent = is_write;
  Results results;
  const HttpTransport::CallId id = transport->Send(std::move(request), results.Done());
  read.Wait();
  transport->Cancel(id);
  Exchange(transport.get(), RequestTo("not a URL"));  // The loop takes what it is told in order.
  EXPECT_EQ(results.count(), is_write ? 0 : 1);
  answer.Set();
  return results.Wait(1).front();
}

TEST(CurlCancelTest, AWriteThatHasLeftRunsOnAndTellsItsResult) {
  const HttpResult result = CancelledOnTheWay(/*is_write=*/true);
  EXPECT_EQ(result.failure, HttpFailure::kNone) << result.detail;
  EXPECT_EQ(result.body, "done");
}

TEST(CurlCancelTest, AReadThatHasLeftEndsAtOnce) {
  const HttpResult result = CancelledOnTheWay(/*is_write=*/false);
  EXPECT_EQ(result.failure, HttpFailure::kCancelled);
  EXPECT_TRUE(result.maybe_sent);
}

// A server whose line of connections is full: the system drops the next one's packets.
class FullServer {
 public:
  FullServer() : listener_(ListenOnLoopback(0)) {
    const std::string url = this->url();
    for (FileDescriptor& filler : fillers_) {
      filler = FileDescriptor(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
      sockaddr_storage address = {};
      socklen_t size = sizeof(address);
      getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
      connect(filler.get(), reinterpret_cast<sockaddr*>(&address), size);
    }
  }
  std::string url() const { return absl::StrCat("http://127.0.0.1:", PortOf(listener_.get())); }

 private:
  FileDescriptor listener_;
  FileDescriptor fillers_[4];
};

TEST(CurlTimeTest, ConnectingHasABoundOfItsOwnAndWasNeverSent) {
  FullServer server;
  CurlTransportOptions options;
  options.connect_timeout = absl::Milliseconds(100);
  HttpRequest request = RequestTo(server.url(), "POST");
  request.finish_once_sent = true;
  const HttpResult result = Exchange(Transport(options).get(), std::move(request));
  EXPECT_EQ(result.failure, HttpFailure::kNotConnected) << result.detail;
  EXPECT_FALSE(result.maybe_sent);
}

TEST(CurlTimeTest, TheDeadlineHoldsWhileConnecting) {
  FullServer server;
  HttpRequest request = RequestTo(server.url());
  request.deadline = absl::Now() + absl::Milliseconds(100);
  const HttpResult result = Exchange(Transport().get(), std::move(request));
  EXPECT_EQ(result.failure, HttpFailure::kTimedOut) << result.detail;
  EXPECT_FALSE(result.maybe_sent);
}

TEST(CurlTimeTest, TheDeadlineHoldsWhileTheServerIsSilent) {
  ScriptedServer server([](int socket) {
    ReadRequest(socket);
    ReadRequest(socket);  // Until the other side ends.
  });
  for (const char* method : {"GET", "POST"}) {
    HttpRequest request = RequestTo(server.url(), method);
    request.finish_once_sent = request.method == "POST";
    request.deadline = absl::Now() + absl::Milliseconds(100);
    const HttpResult result = Exchange(Transport().get(), std::move(request));
    EXPECT_EQ(result.failure, HttpFailure::kTimedOut) << result.detail;
    EXPECT_TRUE(result.maybe_sent);
  }
}

TEST(CurlTimeTest, ADetailNamesTheServerButNotTheUrl) {
  const std::string url = absl::StrCat("http://127.0.0.1:", PortOf(ListenOnLoopback(1).get()), "/secret");
  const HttpResult result = Exchange(Transport().get(), RequestTo(url));
  EXPECT_EQ(result.failure, HttpFailure::kNotConnected);
  EXPECT_THAT(result.detail, HasSubstr("127.0.0.1"));
  EXPECT_THAT(result.detail, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace cloudphone
