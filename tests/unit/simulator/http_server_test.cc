// The server as the wire sees it: what it reads, what it refuses, and when a connection ends.

#include "service/simulator/http/http_server.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/simulator/simulator.h"
#include "tests/unit/simulator/loopback_client.h"

namespace cloudphone::simulator {
namespace {

using ::testing::HasSubstr;

constexpr size_t kKilobyte = 1024;
constexpr size_t kMegabyte = 1024 * kKilobyte;

// Answers with what arrived.
class HttpServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = HttpServer::Start(
        "127.0.0.1", 0,
        [](const Request& request) {
          return Response{200, absl::StrCat(request.method, " ", request.target, " ", request.body), "id"};
        },
        [](int status) {
          return Response{status, "refused", "id"};
        });
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  LoopbackClient Connect() { return LoopbackClient(server_->address()); }

  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, ReadsBodiesOfEveryMethod) {
  LoopbackClient client = Connect();
  for (const char* method : {"GET", "POST", "PUT", "DELETE", "PATCH"}) {
    client.Send(absl::StrCat(method, " /a?b=%2F HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"));
    EXPECT_EQ(client.Read().body, absl::StrCat(method, " /a?b=%2F abc"));
    client.Send(absl::StrCat(method, " / HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ(client.Read().body, absl::StrCat(method, " / ")) << "without a body";
  }
}

TEST_F(HttpServerTest, ReadsChunkedBodiesHoweverTheyAreCut) {
  LoopbackClient client = Connect();
  const std::string request =
      "DELETE /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\nA;name=value\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
  client.Send(request);
  EXPECT_EQ(client.Read().body, "DELETE /a abc0123456789");
  for (const char byte : request) client.Send({&byte, 1});
  EXPECT_EQ(client.Read().body, "DELETE /a abc0123456789") << "byte by byte";
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInTheirOrder) {
  LoopbackClient client = Connect();
  std::string requests;
  for (int i = 0; i < 50; ++i)
    absl::StrAppend(&requests, "POST /", i, " HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n.");
  client.Send(requests);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(client.Read().body, absl::StrCat("POST /", i, " ."));
}

TEST_F(HttpServerTest, AHeadHasNoBodyInItsAnswer) {
  LoopbackClient client = Connect();
  client.Send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.Read(/*has_body=*/false).status, 200);
  EXPECT_EQ(client.Read().body, "GET /b ");
}

TEST_F(HttpServerTest, AsksForABodyThatIsHeldBack) {
  LoopbackClient client = Connect();
  client.Send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Read().status, 100);
  client.Send("abc");
  EXPECT_EQ(client.Read().body, "PUT /a abc");
}

TEST_F(HttpServerTest, EndsAConnectionThatIsNotToBeKept) {
  for (const char* head :
       {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    LoopbackClient client = Connect();
    client.Send(head);
    EXPECT_EQ(client.Read().status, 200) << head;
    EXPECT_TRUE(client.ReadsEnd()) << head;
  }
  LoopbackClient old = Connect();
  old.Send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(old.Read().headers["connection"], "keep-alive");
}

TEST_F(HttpServerTest, TakesWhatIsJustInBounds) {
  LoopbackClient client = Connect();
  client.Send(absl::StrCat("GET /", std::string(32 * kKilobyte - 1, 'a'), " HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_EQ(client.Read().status, 200) << "target";
  std::string head = "GET / HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 3; ++i)
    absl::StrAppend(&head, "H", i, ": ", std::string(32 * kKilobyte - 2, 'a'), "\r\n");
  client.Send(absl::StrCat(head, "\r\n"));
  EXPECT_EQ(client.Read().status, 200) << "headers";
  client.Send(absl::StrCat("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ", 12 * kMegabyte, "\r\n\r\n"));
  client.Send(std::string(12 * kMegabyte, 'a'));
  EXPECT_EQ(client.Read().body.size(), 12 * kMegabyte + 7) << "body";
}

TEST_F(HttpServerTest, RefusesWhatIsOverABoundAndEndsTheConnection) {
  const std::string chunk = absl::StrCat(absl::Hex(kMegabyte), "\r\n", std::string(kMegabyte, 'a'), "\r\n");
  std::string large_in_chunks = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 13; ++i) large_in_chunks += chunk;
  std::string many_headers = "GET / HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 20000; ++i) absl::StrAppend(&many_headers, "H", i, ": x\r\n");
  const struct {
    const char* what;
    std::string bytes;
    int status;
  } kRows[] = {
      {"target", absl::StrCat("GET /", std::string(32 * kKilobyte, 'a'), " HTTP/1.1\r\nHost: x\r\n\r\n"),
       414},
      {"target that never ends", absl::StrCat("GET /", std::string(200 * kKilobyte, 'a')), 414},
      {"one header",
       absl::StrCat("GET / HTTP/1.1\r\nHost: x\r\nH: ", std::string(32 * kKilobyte, 'a'), "\r\n\r\n"), 494},
      {"header that never ends",
       absl::StrCat("GET / HTTP/1.1\r\nHost: x\r\nH: ", std::string(200 * kKilobyte, 'a')), 494},
      {"all headers", many_headers, 494},
      {"body by its length",
       absl::StrCat("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ", 12 * kMegabyte + 1, "\r\n\r\n"), 413},
      {"body in chunks", large_in_chunks, 413},
      {"body that waits",
       "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n", 413},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.what);
    LoopbackClient client = Connect();
    client.Send(row.bytes);
    const LoopbackClient::Answer answer = client.Read();
    EXPECT_EQ(answer.status, row.status);
    EXPECT_EQ(answer.body, "refused");
    EXPECT_EQ(answer.headers.at("x-request-id"), "id");
    EXPECT_TRUE(client.ReadsEnd());
  }
}

TEST_F(HttpServerTest, AnswersWhatIsNoHttpAndEndsTheConnection) {
  const std::string rows[] = {
      "hello\r\n\r\n",
      std::string("\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n", 15),  // As TLS begins.
      "GET / HTTP/7.1\r\nHost: x\r\n\r\n",
      "GET / HTTP/1.1\r\nno colon\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nno hex\r\n",
  };
  for (const std::string& bytes : rows) {
    SCOPED_TRACE(bytes);
    LoopbackClient client = Connect();
    client.Send(bytes);
    EXPECT_EQ(client.Read().status, 400);
    EXPECT_TRUE(client.ReadsEnd());
  }
  LoopbackClient good = Connect();
  good.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(good.Read().status, 200) << "others are served";
}

TEST_F(HttpServerTest, OutlivesClientsThatLeaveInTheMiddle) {
  for (const char* begun :
       {"", "GE", "GET / HTTP/1.1\r\nHo", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab"})
    Connect().Send(begun);
  LoopbackClient client = Connect();
  client.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.Read().status, 200);
}

TEST_F(HttpServerTest, StopsWithConnectionsOpen) {
  LoopbackClient idle = Connect();
  LoopbackClient begun = Connect();
  begun.Send("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab");
  LoopbackClient kept = Connect();
  kept.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(kept.Read().status, 200);
  server_.reset();
  for (LoopbackClient* client : {&idle, &begun, &kept}) EXPECT_TRUE(client->ReadsEnd());
}

// Takes bodies of PUT in pieces and answers GET from a source, a little at a time.
class HttpStreamTest : public ::testing::Test {
 protected:
  struct Sink final : BodySink {
    void Write(absl::string_view piece) override {
      size += piece.size();
      ++pieces;
    }
    size_t size = 0;
    size_t pieces = 0;
  };
  struct Source final : BodySource {
    Source(uint64_t said, uint64_t there) : said(said), there(there) {}
    uint64_t size() const override { return said; }
    size_t Read(char* to, size_t max_bytes) override {
      const size_t count = static_cast<size_t>(std::min<uint64_t>({max_bytes, there, 1000}));
      std::fill_n(to, count, 'x');
      there -= count;
      return count;
    }
    const uint64_t said;
    uint64_t there;
  };

  void SetUp() override {
    auto server = HttpServer::Start(
        "127.0.0.1", 0,
        [](const Request& request) {
          Response response{200, "", "id"};
          if (request.upload != nullptr) {
            const auto& sink = static_cast<const Sink&>(*request.upload);
            response.body =
                absl::StrCat(sink.size, sink.pieces > 1 ? " in pieces " : " at once ", request.body);
          } else {
            response.download = std::make_shared<Source>(100000, request.target == "/short" ? 5000 : 100000);
          }
          return response;
        },
        [](int status) {
          return Response{status, "refused", "id"};
        },
        [](const Request& head) { return head.method == "PUT" ? std::make_shared<Sink>() : nullptr; });
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  LoopbackClient Connect() { return LoopbackClient(server_->address()); }

  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpStreamTest, ASinkTakesBodiesBeyondTheBoundOfTexts) {
  LoopbackClient client = Connect();
  client.Send(absl::StrCat("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: ", 13 * kMegabyte, "\r\n\r\n"));
  client.Send(std::string(13 * kMegabyte, 'a'));
  EXPECT_EQ(client.Read().body, absl::StrCat(13 * kMegabyte, " in pieces "));
  client.Send("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  EXPECT_EQ(client.Read().body, "3 at once ");
  client.Send("PUT / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.Read().body, "0 at once ") << "without a body";
}

TEST_F(HttpStreamTest, BodiesWithoutASinkKeepTheirBound) {
  LoopbackClient client = Connect();
  client.Send(absl::StrCat("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ", 12 * kMegabyte + 1, "\r\n\r\n"));
  EXPECT_EQ(client.Read().status, 413);
}

TEST_F(HttpStreamTest, ASourceIsSentToItsEndAndTheConnectionKept) {
  LoopbackClient client = Connect();
  for (int i = 0; i < 2; ++i) {
    client.Send("GET /whole HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.Read().body, std::string(100000, 'x'));
  }
  client.Send("HEAD /whole HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.Read(/*has_body=*/false).headers["content-length"], "100000");
  client.Send("GET /whole HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.Read().body.size(), 100000u) << "nothing came of the body of the HEAD";
}

TEST_F(HttpStreamTest, ASourceThatRunsDryEndsTheConnection) {
  LoopbackClient client = Connect();
  client.Send("GET /short HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.Read(/*has_body=*/false).headers["content-length"], "100000");
  EXPECT_LT(client.ReadToEnd().size(), 100000u);
}

TEST(SimulatorBoundsTest, RefusesInTheWordsOfTheVendorsGateway) {
  FakeTimers clock;
  const auto simulator = Simulator::Start({}, &clock);
  ASSERT_TRUE(simulator.ok()) << simulator.status();
  const struct {
    std::string bytes, text;
    int status;
  } kRows[] = {
      {"hello\r\n\r\n", "API request error.", 400},
      {"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", "Request entity too large.", 413},
      {absl::StrCat("GET /", std::string(200 * kKilobyte, 'a')), "Request URI too large.", 414},
      {absl::StrCat("GET / HTTP/1.1\r\nH: ", std::string(200 * kKilobyte, 'a')), "Request headers too large.",
       494},
  };
  for (const auto& row : kRows) {
    LoopbackClient client((*simulator)->address());
    client.Send(row.bytes);
    const LoopbackClient::Answer answer = client.Read();
    EXPECT_EQ(answer.status, row.status);
    EXPECT_EQ(answer.headers.at("date"), "Tue, 14 Nov 2023 22:13:20 GMT");
    EXPECT_THAT(answer.body, HasSubstr("\"error_code\":\"APIGW.0201\""));
    EXPECT_THAT(answer.body, HasSubstr(row.text));
  }
}

}  // namespace
}  // namespace cloudphone::simulator
