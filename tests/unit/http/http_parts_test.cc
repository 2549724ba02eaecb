// The parts of the HTTP client that need no network.

#include <string>

#include "adapters/http/answer_collector.h"
#include "adapters/http/curl_failure.h"
#include "adapters/http/request_check.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::IsEmpty;
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
  ASSERT_THAT(answer.headers(), SizeIs(2));
  EXPECT_EQ(FindHeader(answer.headers(), "x-a"), "b");
  EXPECT_THAT(FindHeader(answer.headers(), "x-early"), IsEmpty());
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
}

}  // namespace
}  // namespace cloudphone
