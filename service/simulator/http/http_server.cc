// The only source that knows Boost.Beast, which is slow to compile.

#include "service/simulator/http/http_server.h"

#include <boost/asio/steady_timer.hpp>
#include <chrono>  // NOLINT(build/c++11)
#include <exception>
#include <thread>  // NOLINT(build/c++11)
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/serving/listen_address.h"
#include "service/simulator/http/http_session.h"

namespace cloudphone::simulator {
namespace {

// Ours; the vendor's is not known. Half of what a process may commonly open.
constexpr size_t kMaxConnections = 512;
// How long a failed accept waits.
constexpr std::chrono::milliseconds kAcceptPause{100};

class BeastServer final : public HttpServer {
 public:
  BeastServer(Handler handler, absl::AnyInvocable<Response(int)> refuse, UploadOpener open_upload)
      : shared_{std::move(handler), std::move(refuse), std::move(open_upload),
                std::make_shared<Door>(&context_)},
        acceptor_(context_),
        accept_pause_(context_) {}

  ~BeastServer() override {
    shared_.door->Close();
    context_.stop();
    if (thread_.joinable()) thread_.join();
    shared_.held.clear();
  }

  absl::Status Listen(const std::string& host, int port) {
    beast::error_code error;
    const auto address = asio::ip::make_address(host, error);
    const auto failed = [&] {
      return absl::UnavailableError(absl::StrCat("listen ", ToString({host, port}), ": ", error.message()));
    };
    if (error) return failed();
    const tcp::endpoint endpoint(address, static_cast<uint16_t>(port));
    acceptor_.open(endpoint.protocol(), error);
    if (error) return failed();
    acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    acceptor_.bind(endpoint, error);
    if (error) return failed();
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return failed();
    const tcp::endpoint bound = acceptor_.local_endpoint(error);
    if (error) return failed();
    address_ = ToString({host, bound.port()});
    Accept();
    thread_ = std::thread([this] { context_.run(); });
    return absl::OkStatus();
  }

  std::string address() const override { return address_; }

 private:
  // Runs until the context is stopped. A connection over the bound is closed at once.
  void Accept() {
    acceptor_.async_accept([this](beast::error_code error, tcp::socket socket) {
      if (error) return AcceptLater();
      if (shared_.connections < kMaxConnections) {
        beast::error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        std::make_shared<Session>(std::move(socket), &shared_)->Read();
      }
      Accept();
    });
  }

  // What failed, such as for want of file descriptors, would fail again at once.
  void AcceptLater() {
    accept_pause_.expires_after(kAcceptPause);
    accept_pause_.async_wait([this](beast::error_code error) {
      if (!error) Accept();
    });
  }

  Shared shared_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer accept_pause_;
  std::string address_;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const std::string& host, int port,
                                                              Handler handler,
                                                              absl::AnyInvocable<Response(int status)> refuse,
                                                              UploadOpener open_upload) {
  // Boost.Asio throws where the system has no more threads or file descriptors.
  try {
    auto server =
        std::make_unique<BeastServer>(std::move(handler), std::move(refuse), std::move(open_upload));
    if (absl::Status listening = server->Listen(host, port); !listening.ok()) return listening;
    return server;
  } catch (const std::exception& error) {
    return absl::UnavailableError(absl::StrCat("listen ", ToString({host, port}), ": ", error.what()));
  }
}

}  // namespace cloudphone::simulator
