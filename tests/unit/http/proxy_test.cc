// Calls through a proxy that makes tunnels, on loopback; the server behind it is nginx with TLS and HTTP/2.

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstdlib>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/http/curl_transport.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/http/nginx.h"
#include "tests/unit/http/results.h"
#include "tests/unit/http/scripted_server.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kLogin[] = "Proxy-Authorization: Basic dXNlcjpwQHNz\r\n";  // user:p@ss

FileDescriptor ConnectTo(int port) {
  FileDescriptor connection(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  connect(connection.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address));
  return connection;
}

// Carries bytes both ways until one side ends.
void Relay(int a, int b) {
  pollfd ends[2] = {{a, POLLIN, 0}, {b, POLLIN, 0}};
  while (poll(ends, 2, -1) > 0) {
    for (int i = 0; i < 2; ++i) {
      if (ends[i].revents == 0) continue;
      char piece[65536];
      const ssize_t got = recv(ends[i].fd, piece, sizeof(piece), 0);
      if (got <= 0) return;
      Write(ends[1 - i].fd, {piece, static_cast<size_t>(got)});
    }
  }
}

// A proxy that lets in who shows kLogin, and answers 407 to everybody else.
class TestProxy {
 public:
  TestProxy() : server_([this](int socket) { Serve(socket); }) {}

  std::string address() const { return absl::StrCat("127.0.0.1:", server_.port()); }
  // The first lines of what it was asked.
  std::vector<std::string> requests() {
    MutexLock lock(&mutex_);
    return requests_;
  }

 private:
  void Serve(int socket) {
    const std::string request = ReadRequest(socket);
    {
      MutexLock lock(&mutex_);
      requests_.push_back(request.substr(0, request.find("\r\n")));
    }
    if (!absl::StrContains(request, kLogin)) {
      Write(socket,
            "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
    } else if (absl::StartsWith(request, "CONNECT 127.0.0.1:")) {
      const FileDescriptor target = ConnectTo(std::atoi(request.c_str() + sizeof("CONNECT 127.0.0.1:") - 1));
      Write(socket, "HTTP/1.1 200 Go on\r\nX-Of-The-Proxy: yes\r\n\r\n");
      Relay(socket, target.get());
    } else {
      Write(socket, "HTTP/1.1 403 Not there\r\nContent-Length: 0\r\n\r\n");
    }
  }

  Mutex mutex_;
  std::vector<std::string> requests_ ABSL_GUARDED_BY(mutex_);
  ScriptedServer server_;
};

class ProxyCallTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(MakeCertificate(folder_.path(), "IP:127.0.0.1").ok());
    auto nginx = Nginx::Start(folder_.path(), "http2",
                              R"(location / { return 200 "$server_protocol $http_proxy_authorization"; })");
    ASSERT_TRUE(nginx.ok()) << nginx.status();
    nginx_ = *std::move(nginx);
  }
  void TearDown() override {
    for (const char* name : {"https_proxy", "http_proxy", "no_proxy"}) unsetenv(name);
  }

  // One call with the proxy, if any, in the options.
  HttpResult Call(const std::string& proxy, const std::string& url, bool write = false) {
    CurlTransportOptions options;
    options.ca_file = folder_.path() + "/cert.pem";
    if (!proxy.empty()) options.proxy = *ParseProxy(proxy);
    const auto transport = CurlTransport::Create(options);
    HttpRequest request = RequestTo(url, write ? "POST" : "GET");
    request.finish_once_sent = write;
    return Exchange(transport->get(), std::move(request));
  }
  std::string WithLogin() const { return absl::StrCat("http://user:p%40ss@", proxy_.address()); }
  std::string WithoutLogin() const { return absl::StrCat("http://", proxy_.address()); }

  TemporaryFolder folder_;
  std::unique_ptr<Nginx> nginx_;
  TestProxy proxy_;
};

TEST_F(ProxyCallTest, ACallGoesThroughATunnelThatKnowsOnlyWhereTo) {
  const HttpResult result = Call(WithLogin(), nginx_->url() + "/secret");
  EXPECT_EQ(result.failure, HttpFailure::kNone) << result.detail;
  EXPECT_EQ(result.body, "HTTP/2.0 ") << "the login to the proxy is the proxy's";
  EXPECT_EQ(FindHeader(result.headers, "X-Of-The-Proxy"), "");
  EXPECT_THAT(proxy_.requests(),
              ElementsAre(absl::StrCat("CONNECT 127.0.0.1:", nginx_->port(), " HTTP/1.1")));
}

TEST_F(ProxyCallTest, AProxyThatAsksForALoginWasNoServer) {
  for (const bool write : {false, true}) {
    for (const std::string& url : {nginx_->url(), std::string("http://127.0.0.1:1/")}) {
      const HttpResult result = Call(WithoutLogin(), url, write);
      EXPECT_EQ(result.failure, HttpFailure::kNotConnected) << result.detail;
      EXPECT_FALSE(result.maybe_sent);
      EXPECT_EQ(result.detail, "the proxy refused the call with status 407");
    }
  }
}

TEST_F(ProxyCallTest, ARefusedTunnelIsNamedWithoutTheLogin) {
  const HttpResult result = Call(WithLogin(), "https://not-there.example/");
  EXPECT_EQ(result.failure, HttpFailure::kNotConnected);
  EXPECT_FALSE(result.maybe_sent);
  EXPECT_EQ(result.detail, "the proxy refused the call with status 403");
}

TEST_F(ProxyCallTest, AProxyThatIsNotThereIsNamedWithoutTheLogin) {
  const int port = PortOf(ListenOnLoopback(1).get());
  const HttpResult result = Call(absl::StrCat("http://user:p%40ss@127.0.0.1:", port), nginx_->url());
  EXPECT_EQ(result.failure, HttpFailure::kNotConnected);
  EXPECT_FALSE(result.maybe_sent);
  EXPECT_THAT(result.detail, HasSubstr(absl::StrCat(port)));
  EXPECT_THAT(result.detail, Not(HasSubstr("user")));
  EXPECT_THAT(result.detail, Not(HasSubstr("ss@")));
}

TEST_F(ProxyCallTest, TheEnvironmentDecidesNothing) {
  const std::string dead = absl::StrCat("http://127.0.0.1:", PortOf(ListenOnLoopback(1).get()));
  setenv("https_proxy", dead.c_str(), 1);
  EXPECT_EQ(Call("", nginx_->url()).failure, HttpFailure::kNone) << "no proxy is no proxy";
  setenv("no_proxy", "*", 1);
  EXPECT_EQ(Call(WithLogin(), nginx_->url()).failure, HttpFailure::kNone);
  EXPECT_EQ(proxy_.requests().size(), 1) << "and one that is set is used";
}

}  // namespace
}  // namespace cloudphone
