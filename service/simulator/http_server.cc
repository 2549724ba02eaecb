// The only file that knows Boost.Beast, which is slow to compile.

#include "service/simulator/http_server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>  // NOLINT(build/c++11)
#include <exception>
#include <functional>
#include <optional>
#include <set>
#include <thread>  // NOLINT(build/c++11)
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "adapters/runtime/mutex.h"
#include "service/serving/listen_address.h"
#include "service/simulator/hold.h"

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
// Ours; the vendor's is not known. Half of what a process may commonly open.
constexpr size_t kMaxConnections = 512;
// How long a connection may wait for a request, and a request or an answer for its end.
constexpr std::chrono::seconds kIdleTime{60};
// How long a closed connection is read on, and a failed accept waits.
constexpr std::chrono::seconds kLingerTime{1};
constexpr std::chrono::milliseconds kAcceptPause{100};

// The way in for other threads, for as long as the server lives. Thread-safe.
class Door {
 public:
  explicit Door(asio::io_context* context) : context_(context) {}
  // Runs `work` on the server's thread, or drops it.
  void Post(std::function<void()> work) {
    MutexLock lock(&mutex_);
    if (context_ != nullptr) asio::post(*context_, std::move(work));
  }
  void Close() {
    MutexLock lock(&mutex_);
    context_ = nullptr;
  }

 private:
  Mutex mutex_;
  asio::io_context* context_ ABSL_GUARDED_BY(mutex_);
};

class Session;

// What the connections have in common. Only the server's thread touches it.
struct Shared {
  Handler handler;
  absl::AnyInvocable<Response(int status)> refuse;
  std::shared_ptr<Door> door;
  std::set<std::shared_ptr<Session>> held = {};  // Those whose answer waits; no operation owns them.
  size_t connections = 0;
};

// Whether the bytes are no HTTP, as opposed to a connection that ended.
bool IsBadRequest(const beast::error_code& error) {
  return error.category() == http::make_error_code(http::error::bad_method).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

// One connection; owned by the operation that is pending on it, or by Shared::held.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Shared* shared) : stream_(std::move(socket)), shared_(shared) {
    ++shared_->connections;
  }
  ~Session() { --shared_->connections; }

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
    if (error) return OnError(error);
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
    stream_.expires_after(kIdleTime);
    http::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code error, size_t) { self->OnRequest(error); });
  }

  void OnRequest(beast::error_code error) {
    if (error) return OnError(error);
    http::request<http::string_body> message = parser_->release();
    Request request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    for (const auto& field : message)
      request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    request.body = std::move(message.body());
    Response response = shared_->handler(request);
    if (message.method() == http::verb::head) response.body.clear();
    if (response.cut) return stream_.close();
    const std::shared_ptr<Hold> hold = std::move(response.hold);
    Prepare(std::move(response), message.keep_alive(), message.version());
    hold == nullptr ? Write() : WriteAtRelease(hold.get());
  }

  // A body over the bound shows by its Content-Length already in the head, else on the way.
  void OnError(beast::error_code error) {
    if (error == http::error::header_limit) return Refuse(TargetIsTooLarge() ? 414 : 494);
    if (error == http::error::body_limit) return Refuse(413);
    IsBadRequest(error) ? Refuse(400) : Close();
  }

  // For a head over its bound: whether its request line already is.
  bool TargetIsTooLarge() const {
    if (!parser_->get().target().empty()) return parser_->get().target().size() > kMaxTargetBytes;
    const absl::string_view head(static_cast<const char*>(buffer_.data().data()), buffer_.data().size());
    return head.substr(0, kMaxTargetBytes).find('\n') == absl::string_view::npos;
  }

  void Refuse(int status) {
    Prepare(shared_->refuse(status), false, 11);
    Write();
  }

  void Prepare(Response response, bool keep_alive, unsigned version) {
    answer_.emplace();
    answer_->version(version);
    answer_->result(static_cast<unsigned>(response.status));
    if (response.status == 494) answer_->reason("Request Header Too Large");
    answer_->set(http::field::content_type, "application/json");
    answer_->set("X-Request-Id", response.request_id);
    for (const auto& [name, value] : response.headers) answer_->set(name, value);
    answer_->body() = std::move(response.body);
    answer_->keep_alive(keep_alive);
    answer_->prepare_payload();
  }

  void Write() {
    stream_.expires_after(kIdleTime);
    http::async_write(stream_, *answer_, [self = shared_from_this()](beast::error_code error, size_t) {
      error || !self->answer_->keep_alive() ? self->Close() : self->Read();
    });
  }

  // The release comes on any thread, and maybe when this connection and its server are gone.
  void WriteAtRelease(Hold* hold) {
    shared_->held.insert(shared_from_this());
    hold->WhenReleased([door = shared_->door, waiting = weak_from_this()] {
      door->Post([waiting] {
        const std::shared_ptr<Session> self = waiting.lock();
        if (self != nullptr && self->shared_->held.erase(self) > 0) self->Write();
      });
    });
  }

  // What the other side still sends is read for a moment: closing at once could take the answer from it.
  void Close() {
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(kLingerTime);
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
      : shared_{std::move(handler), std::move(refuse), std::make_shared<Door>(&context_)},
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

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(
    const std::string& host, int port, Handler handler, absl::AnyInvocable<Response(int status)> refuse) {
  // Boost.Asio throws where the system has no more threads or file descriptors.
  try {
    auto server = std::make_unique<BeastServer>(std::move(handler), std::move(refuse));
    if (absl::Status listening = server->Listen(host, port); !listening.ok()) return listening;
    return server;
  } catch (const std::exception& error) {
    return absl::UnavailableError(absl::StrCat("listen ", ToString({host, port}), ": ", error.what()));
  }
}

}  // namespace cloudphone::simulator
