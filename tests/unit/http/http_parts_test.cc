// The parts of the HTTP client that need no network.

#include <string>

#include "adapters/http/answer_collector.h"
#include "adapters/http/curl_failure.h"
#include "adapters/http/proxy.h"
#include "adapters/http/request_check.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

HttpRequest To(const std::string& url) {
  HttpRequest request;
  request.method = "GET";
  request.url = url;
  return request;
}

TEST(RequestCheckTest, SendsOnlyWhatIsAPlainHttpCall) {
  for (const char* good : {"http://h", "https://h.example:8443/a?b=c", "http://[::1]:80/", "http://h/a@b"})
    EXPECT_THAT(WhatIsWrong(To(good), 10), IsEmpty()) << good;
  for (const char* bad :
       {"", "h", "ftp://h", "file:///etc/passwd", "http://", "http:///a", "http://:80", "http://u:p@h/",
        "http://h/a b", "http://h/\r\nX: y", "http://h/#f", "HTTP://h", "http://h\\a"})
    EXPECT_FALSE(WhatIsWrong(To(bad), 10).empty()) << bad;
}

TEST(RequestCheckTest, RefusesHeadersThatWouldEndEarlyAndBodiesOverTheBound) {
  HttpRequest request = To("http://h");
  request.headers.push_back({"X-A", "v\r\nX-B: w"});
  EXPECT_FALSE(WhatIsWrong(request, 10).empty());
  request.headers = {{"X A", "v"}};
  EXPECT_FALSE(WhatIsWrong(request, 10).empty());
  request.headers = {{"X-A", "v\tw \xc3\xa9"}};
  EXPECT_THAT(WhatIsWrong(request, 10), IsEmpty());
  request.body = "12345678901";
  EXPECT_FALSE(WhatIsWrong(request, 10).empty());
  request.body.clear();
  request.method = "GET\r\n";
  EXPECT_FALSE(WhatIsWrong(request, 10).empty());
}

TEST(AnswerCollectorTest, KeepsTheHeadersOfTheLastHead) {
  AnswerCollector answer(1000, 10);
  for (const char* line : {"HTTP/1.1 100 Continue\r\n", "X-Early: 1\r\n", "\r\n", "HTTP/1.1 200 OK\r\n",
                           "X-A:  b \r\n", "X-Empty:\r\n", "\r\n"})
    EXPECT_TRUE(answer.AddHeaderLine(line));
  EXPECT_TRUE(answer.has_head());
  ASSERT_THAT(answer.headers(), SizeIs(2));
  EXPECT_EQ(FindHeader(answer.headers(), "x-a"), "b");
  EXPECT_THAT(FindHeader(answer.headers(), "x-early"), IsEmpty());
}

TEST(AnswerCollectorTest, AHeadIsWholeAtItsEmptyLine) {
  AnswerCollector answer(1000, 10);
  for (const char* line : {"HTTP/1.1 100 Continue\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", "X-A: b\r\n"})
    answer.AddHeaderLine(line);
  EXPECT_FALSE(answer.has_head());
  answer.AddHeaderLine("\r\n");
  EXPECT_TRUE(answer.has_head());
}

TEST(AnswerCollectorTest, TakesNoMoreThanItsBounds) {
  AnswerCollector answer(20, 10);
  EXPECT_TRUE(answer.AddHeaderLine("HTTP/1.1 200 OK\r\n"));
  EXPECT_FALSE(answer.AddHeaderLine("X-A: b\r\n"));
  EXPECT_TRUE(answer.too_large());
  AnswerCollector body(20, 10);
  EXPECT_TRUE(body.AddBody("1234567890"));
  EXPECT_FALSE(body.AddBody("1"));
  EXPECT_TRUE(body.too_large());
  EXPECT_THAT(body.body(), SizeIs(10));
}

TEST(CurlFailureTest, TellsWhetherItWasSent) {
  const auto FailureOf = [](CURLcode code, bool maybe_sent, bool time_is_over) {
    return cloudphone::FailureOf(code, "", maybe_sent, time_is_over);
  };
  EXPECT_EQ(FailureOf(CURLE_OK, true, false), HttpFailure::kNone);
  EXPECT_EQ(FailureOf(CURLE_COULDNT_CONNECT, false, false), HttpFailure::kNotConnected);
  EXPECT_EQ(FailureOf(CURLE_PEER_FAILED_VERIFICATION, false, false), HttpFailure::kNotConnected);
  EXPECT_EQ(FailureOf(CURLE_OPERATION_TIMEDOUT, false, false), HttpFailure::kNotConnected)
      << "connecting took too long";
  EXPECT_EQ(FailureOf(CURLE_OPERATION_TIMEDOUT, false, true), HttpFailure::kTimedOut);
  EXPECT_EQ(FailureOf(CURLE_OPERATION_TIMEDOUT, true, false), HttpFailure::kTimedOut);
  EXPECT_EQ(FailureOf(CURLE_RECV_ERROR, true, false), HttpFailure::kLost);
  EXPECT_EQ(FailureOf(CURLE_GOT_NOTHING, true, false), HttpFailure::kLost);
  EXPECT_EQ(FailureOf(CURLE_WRITE_ERROR, true, false), HttpFailure::kAnswerTooLarge);
  EXPECT_EQ(FailureOf(CURLE_BAD_CONTENT_ENCODING, true, false), HttpFailure::kAnswerMalformed);
  EXPECT_EQ(FailureOf(CURLE_HTTP2, true, false), HttpFailure::kAnswerMalformed);
  EXPECT_EQ(FailureOf(CURLE_HTTP2, false, false), HttpFailure::kNotConnected);
  EXPECT_EQ(FailureOf(CURLE_HTTP2_STREAM, true, false), HttpFailure::kLost) << "the server ended the stream";
}

TEST(CurlFailureTest, ABrokenChunkIsNoLostConnection) {
  constexpr char kText[] = "Malformed encoding found in chunked-encoding";
  EXPECT_EQ(FailureOf(CURLE_RECV_ERROR, kText, true, false), HttpFailure::kAnswerMalformed);
  EXPECT_EQ(FailureOf(CURLE_RECV_ERROR, kText, false, false), HttpFailure::kNotConnected);
  EXPECT_EQ(FailureOf(CURLE_RECV_ERROR, "Connection reset by peer", true, false), HttpFailure::kLost);
}

TEST(CurlFailureTest, TheDetailIsCurlsTextInPrintableCharacters) {
  EXPECT_EQ(DetailOf(CURLE_RECV_ERROR, "name 'a\r\nb\xff'"), "name 'a??b?'");
  EXPECT_EQ(DetailOf(CURLE_COULDNT_CONNECT, ""), "Couldn't connect to server");
}

TEST(ProxyTest, ReadsAddressAndLogin) {
  const auto proxy = ParseProxy("http://user:p%40ss:%25@proxy.example:3128/");
  ASSERT_TRUE(proxy.ok()) << proxy.status();
  EXPECT_EQ(proxy->address, "http://proxy.example:3128");
  EXPECT_EQ(proxy->user, "user");
  EXPECT_EQ(proxy->password, "p@ss:%");
  EXPECT_EQ(ParseProxy("http://[::1]:80")->address, "http://[::1]:80");
  EXPECT_THAT(ParseProxy("http://127.0.0.1:80")->user, IsEmpty());
}

TEST(ProxyTest, RefusesWhatIsNoneAndShowsNothingOfIt) {
  for (const char* bad :
       {"", "proxy:80", "https://proxy:80", "socks5://proxy:80", "http://proxy",
        "http://proxy:", "http://:80", "http://proxy:0", "http://proxy:65536", "http://proxy:80/path",
        "http://a b:80", "http://:secret@proxy:80", "http://user:secret%@proxy:80",
        "http://user:secret%0d@proxy:80", "http://user:secret%zz@proxy:80"}) {
    const auto proxy = ParseProxy(bad);
    ASSERT_EQ(proxy.status().code(), absl::StatusCode::kInvalidArgument) << bad;
    EXPECT_THAT(std::string(proxy.status().message()), Not(HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace cloudphone
