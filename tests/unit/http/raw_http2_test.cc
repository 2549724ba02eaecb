// HTTP/2 frame by frame: what nginx does not do, but a server may.

#include <openssl/ssl.h>
#include <signal.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/http/curl_transport.h"
#include "gtest/gtest.h"
#include "tests/unit/http/nginx.h"
#include "tests/unit/http/results.h"
#include "tests/unit/http/scripted_server.h"

namespace cloudphone {
namespace {

constexpr char kFrameHead[] = "\0\0\0\x04\0\0\0\0\0";  // Empty SETTINGS.
constexpr size_t kFrameHeadSize = 9;
constexpr size_t kPrefaceSize = 24;  // What a client says first.
constexpr unsigned char kHeaders = 1;
constexpr size_t kStreamAt = 5;  // Where the id of the stream stands in a frame.
// RST_STREAM with REFUSED_STREAM; HEADERS with :status 200, the end of the stream; PING.
constexpr absl::string_view kRefusal("\0\0\x04\x03\0\0\0\0\0\0\0\0\x07", 13);
constexpr absl::string_view kAnswer("\0\0\x01\x01\x05\0\0\0\0\x88", 10);
constexpr absl::string_view kPingFrame("\0\0\x08\x06\0\0\0\0\0pingping", 17);

int ChooseHttp2(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char*, unsigned,
                void*) {
  *chosen = reinterpret_cast<const unsigned char*>("h2");
  *size = 2;
  return SSL_TLSEXT_ERR_OK;
}

bool ReadAll(SSL* tls, char* data, size_t size) {
  while (size > 0) {
    const int got = SSL_read(tls, data, static_cast<int>(size));
    if (got <= 0) return false;
    data += got;
    size -= got;
  }
  return true;
}

void WriteFrame(SSL* tls, absl::string_view frame) {
  SSL_write(tls, frame.data(), static_cast<int>(frame.size()));
}

// Answers each request with one frame, and waits after the first for the test to let it ping.
class Http2Server {
 public:
  // `frame` gets the stream's id.
  Http2Server(const std::string& folder, absl::string_view frame)
      : context_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free),
        frame_(frame),
        server_([this](int socket) { Serve(socket); }) {
    SSL_CTX_use_certificate_file(context_.get(), (folder + "/cert.pem").c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(context_.get(), (folder + "/key.pem").c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_set_alpn_select_cb(context_.get(), &ChooseHttp2, nullptr);
  }
  std::string url() const { return absl::StrCat("https://127.0.0.1:", server_.port()); }
  int requests() const { return requests_; }
  size_t connections() const { return server_.connections(); }
  // Sends a PING on the connection of the first request.
  void Ping() {
    may_ping_.Set();
    pinged_.Wait();
  }

 private:
  void Serve(int socket) {
    std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(context_.get()), &SSL_free);
    SSL_set_fd(tls.get(), socket);
    char preface[kPrefaceSize];
    if (SSL_accept(tls.get()) != 1 || !ReadAll(tls.get(), preface, kPrefaceSize)) return;
    WriteFrame(tls.get(), {kFrameHead, kFrameHeadSize});
    unsigned char head[kFrameHeadSize];
    while (ReadAll(tls.get(), reinterpret_cast<char*>(head), kFrameHeadSize)) {
      std::string payload(head[0] << 16 | head[1] << 8 | head[2], '\0');
      if (!ReadAll(tls.get(), payload.data(), payload.size())) return;
      if (head[3] != kHeaders) continue;
      std::string frame = frame_;
      std::memcpy(frame.data() + kStreamAt, head + kStreamAt, 4);
      WriteFrame(tls.get(), frame);
      if (++requests_ > 1 || frame_ == kRefusal) continue;
      may_ping_.Wait();
      WriteFrame(tls.get(), kPingFrame);
      pinged_.Set();
    }
  }

  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  const std::string frame_;
  std::atomic<int> requests_{0};
  Event may_ping_;
  Event pinged_;
  ScriptedServer server_;
};

class RawHttp2Test : public ::testing::Test {
 protected:
  void SetUp() override {
    signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a connection that the other side has ended.
    ASSERT_TRUE(MakeCertificate(folder_.path(), "IP:127.0.0.1").ok());
    CurlTransportOptions options;
    options.ca_file = folder_.path() + "/cert.pem";
    auto transport = CurlTransport::Create(options);
    ASSERT_TRUE(transport.ok()) << transport.status();
    transport_ = *std::move(transport);
  }
  TemporaryFolder folder_;
  std::unique_ptr<CurlTransport> transport_;
};

TEST_F(RawHttp2Test, AWriteWhoseStreamIsRefusedIsNotSentTwice) {
  Http2Server server(folder_.path(), kRefusal);
  HttpRequest write = RequestTo(server.url(), "POST");
  write.finish_once_sent = true;
  const HttpResult result = Exchange(transport_.get(), std::move(write));
  EXPECT_EQ(result.failure, HttpFailure::kLost);
  EXPECT_EQ(result.detail, "the server refused the stream, and a write is not sent twice");
  EXPECT_TRUE(result.maybe_sent);
  EXPECT_EQ(server.requests(), 1);
}

TEST_F(RawHttp2Test, ReadsAreRepeatedByCurlSoTheTestAboveSeesRepeats) {
  Http2Server server(folder_.path(), kRefusal);
  EXPECT_NE(Exchange(transport_.get(), RequestTo(server.url())).failure, HttpFailure::kNone);
  EXPECT_GT(server.requests(), 1);
}

TEST_F(RawHttp2Test, WhatComesOnAnIdleConnectionIsNoReasonToLeaveIt) {
  Http2Server server(folder_.path(), kAnswer);
  EXPECT_EQ(Exchange(transport_.get(), RequestTo(server.url())).status, 200);
  server.Ping();
  const HttpResult result = Exchange(transport_.get(), RequestTo(server.url()));
  EXPECT_EQ(result.status, 200) << result.detail;
  EXPECT_EQ(server.connections(), 1);
}

}  // namespace
}  // namespace cloudphone
