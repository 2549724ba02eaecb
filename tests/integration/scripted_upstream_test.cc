// The upstream of these tests by itself, so that its counts can be trusted.

#include "tests/integration/scripted_upstream.h"

#include <future>  // NOLINT(build/c++11)
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/http/curl_transport.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

class ScriptedUpstreamTest : public ::testing::Test {
 protected:
  std::future<HttpResult> Send(const std::string& method, const std::string& body = "") {
    HttpRequest request;
    request.method = method;
    request.url = absl::StrCat(upstream_.url(), "/path?query");
    request.body = body;
    auto end = std::make_shared<std::promise<HttpResult>>();
    std::future<HttpResult> result = end->get_future();
    last_call_ =
        transport_->Send(std::move(request), [end](HttpResult answer) { end->set_value(std::move(answer)); });
    return result;
  }

  ScriptedUpstream upstream_;
  std::unique_ptr<CurlTransport> transport_ = CurlTransport::Create({}).value();
  HttpTransport::CallId last_call_ = 0;
};

TEST_F(ScriptedUpstreamTest, HandsEachRequestToItsScript) {
  upstream_.SetScript([](const UpstreamRequest& request) {
    return Answer(201, absl::StrCat(request.method, " ", request.target, " ", request.body), "X-A: b\r\n");
  });
  for (const char* body : {"", "some body"}) {
    const HttpResult result = Send("POST", body).get();
    EXPECT_EQ(result.status, 201);
    EXPECT_EQ(result.body, absl::StrCat("POST /path?query ", body));
    EXPECT_EQ(FindHeader(result.headers, "x-a"), "b");
  }
  EXPECT_EQ(upstream_.requests(), 2);
  EXPECT_EQ(upstream_.last_request().body, "some body");
}

TEST_F(ScriptedUpstreamTest, HoldsRequestsUntilItIsTold) {
  upstream_.Always(Silence());
  std::future<HttpResult> first = Send("GET");
  std::future<HttpResult> second = Send("GET");
  ASSERT_TRUE(upstream_.WaitForRequests(2));
  upstream_.AnswerHeld(Answer(200, "late"));
  EXPECT_EQ(first.get().body, "late");
  EXPECT_EQ(second.get().body, "late");
}

TEST_F(ScriptedUpstreamTest, CountsCallersThatDidNotWait) {
  upstream_.Always(Silence());
  std::future<HttpResult> held = Send("GET");
  ASSERT_TRUE(upstream_.WaitForRequests(1));
  transport_->Cancel(last_call_);
  EXPECT_EQ(held.get().failure, HttpFailure::kCancelled);
  EXPECT_TRUE(upstream_.WaitForHangUps(1));
}

TEST_F(ScriptedUpstreamTest, CutsWhereItIsTold) {
  upstream_.Always(Cut("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"));
  EXPECT_EQ(Send("GET").get().failure, HttpFailure::kLost);
}

}  // namespace
}  // namespace cloudphone
