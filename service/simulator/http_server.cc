// The only file that knows Boost.Beast, which is slow to compile.

#include "service/simulator/http_server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>  // NOLINT(build/c++11)
#include <optional>
#include <thread>  // NOLINT(build/c++11)
#include <utility>

#include "absl/strings/str_cat.h"

namespace cloudphone::simulator {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace asio = boost::asio;
using asio::ip::tcp;

constexpr size_t kMaxTargetBytes = 32 << 10;
constexpr size_t kMaxHeaderBytes = 32 << 10;
constexpr size_t kMaxHeadBytes = 128 << 10;
constexpr size_t kMaxBodyBytes = 12 << 20;
constexpr std::chrono::seconds kIdleTime{60};

struct Shared {
  Handler handler;
  absl::AnyInvocable<Response(int status)> refuse;
};

// One connection; owned by the operation that is pending on it.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Shared* shared) : stream_(std::move(socket)), shared_(shared) {}

  void Read() {
    parser_.emplace();
    parser_->header_limit(kMaxHeadBytes);
    parser_->body_limit(kMaxBodyBytes);
    stream_.expires_after(kIdleTime);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code error, size_t) { self->OnHead(error); });
  }

 private:
  void OnHead(beast::error_code error) {
    if (error == http::error::header_limit) return Refuse(494);
    if (error) return Close();
    if (parser_->get().target().size() > kMaxTargetBytes) return Refuse(414);
    for (const auto& field : parser_->get()) {
      if (field.name_string().size() + field.value().size() > kMaxHeaderBytes) return Refuse(494);
    }
    if (beast::iequals(parser_->get()[http::field::expect], "100-continue")) {
      continue_.emplace(http::status::continue_, 11);
      return http::async_write(stream_, *continue_,
                               [self = shared_from_this()](beast::error_code failed, size_t) {
                                 failed ? self->Close() : self->ReadBody();
                               });
    }
    ReadBody();
  }

  void ReadBody() {
    http::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code error, size_t) { self->OnRequest(error); });
  }

  void OnRequest(beast::error_code error) {
    if (error == http::error::body_limit) return Refuse(413);
    if (error) return Close();
    http::request<http::string_body> message = parser_->release();
    Request request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    for (const auto& field : message)
      request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    request.body = std::move(message.body());
    Write(shared_->handler(request), message.keep_alive());
  }

  void Refuse(int status) { Write(shared_->refuse(status), false); }

  void Write(Response response, bool keep_alive) {
    answer_.emplace();
    answer_->result(static_cast<unsigned>(response.status));
    if (response.status == 494) answer_->reason("Request Header Too Large");
    answer_->set(http::field::content_type, "application/json");
    answer_->set("X-Request-Id", response.request_id);
    answer_->body() = std::move(response.body);
    answer_->keep_alive(keep_alive);
    answer_->prepare_payload();
    stream_.expires_after(kIdleTime);
    http::async_write(stream_, *answer_,
                      [self = shared_from_this(), keep_alive](beast::error_code error, size_t) {
                        error || !keep_alive ? self->Close() : self->Read();
                      });
  }

  // What the other side still sends is read for a moment: closing at once could take the answer from it.
  void Close() {
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(std::chrono::seconds(1));
    Discard();
  }
  void Discard() {
    stream_.async_read_some(asio::buffer(discarded_),
                            [self = shared_from_this()](beast::error_code error, size_t) {
                              if (!error) self->Discard();
                            });
  }

  beast::tcp_stream stream_;
  Shared* const shared_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<http::response<http::empty_body>> continue_;
  std::optional<http::response<http::string_body>> answer_;
  char discarded_[4096];
};

class BeastServer final : public HttpServer {
 public:
  BeastServer(Handler handler, absl::AnyInvocable<Response(int)> refuse)
      : shared_{std::move(handler), std::move(refuse)}, acceptor_(context_) {}

  ~BeastServer() override {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

  absl::Status Listen(const std::string& host, int port) {
    beast::error_code error;
    const auto address = asio::ip::make_address(host, error);
    const auto failed = [&] {
      return absl::UnavailableError(
          absl::StrCat("cannot listen on ", host, ":", port, ": ", error.message()));
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
    address_ = absl::StrCat(address.is_v6() ? absl::StrCat("[", host, "]") : host, ":", bound.port());
    Accept();
    thread_ = std::thread([this] { context_.run(); });
    return absl::OkStatus();
  }

  std::string address() const override { return address_; }

 private:
  void Accept() {
    acceptor_.async_accept([this](beast::error_code error, tcp::socket socket) {
      if (!error) {
        beast::error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        std::make_shared<Session>(std::move(socket), &shared_)->Read();
      }
      if (acceptor_.is_open()) Accept();
    });
  }

  Shared shared_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  std::string address_;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(
    const std::string& host, int port, Handler handler, absl::AnyInvocable<Response(int status)> refuse) {
  auto server = std::make_unique<BeastServer>(std::move(handler), std::move(refuse));
  if (absl::Status listening = server->Listen(host, port); !listening.ok()) return listening;
  return server;
}

}  // namespace cloudphone::simulator
