#ifndef CLOUDPHONE_SERVICE_SIMULATOR_HTTP_HTTP_SESSION_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_HTTP_HTTP_SESSION_H_

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>  // NOLINT(build/c++11)
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "adapters/runtime/mutex.h"
#include "service/simulator/http/hold.h"
#include "service/simulator/http/http_bodies.h"
#include "service/simulator/http/http_server.h"
#include "service/simulator/http/percent.h"

// One connection of the server; only http_server.cc includes this.

namespace cloudphone::simulator {

namespace beast = boost::beast;
namespace http = beast::http;
namespace asio = boost::asio;
using asio::ip::tcp;

constexpr size_t kMaxTargetBytes = 32 << 10;
constexpr size_t kMaxHeaderBytes = 32 << 10;
constexpr size_t kMaxHeadBytes = 128 << 10;
constexpr size_t kMaxBodyBytes = 12 << 20;
// How long a connection may wait for a request, and a request or an answer for its end.
constexpr std::chrono::seconds kIdleTime{60};
// How long a closed connection is read on.
constexpr std::chrono::seconds kLingerTime{1};

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
  UploadOpener open_upload;  // May be null.
  std::shared_ptr<Door> door;
  std::set<std::shared_ptr<Session>> held = {};  // Those whose answer waits; no operation owns them.
  size_t connections = 0;
};

// Whether the bytes are no HTTP, as opposed to a connection that ended.
inline bool IsBadRequest(const beast::error_code& error) {
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
    // Whose body it is, and so its bound, is known behind the head.
    parser_->body_limit((std::numeric_limits<uint64_t>::max)());
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
    OpenBody();
    if (parser_->get().body().sink == nullptr) {
      if (parser_->content_length().value_or(0) > kMaxBodyBytes) return Refuse(413);
      parser_->body_limit(kMaxBodyBytes);
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

  void OpenBody() {
    const auto& head = parser_->get();
    request_ = {};
    request_.method = std::string(head.method_string());
    request_.target = OriginForm(std::string(head.target()));
    for (const auto& field : head)
      request_.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    if (shared_->open_upload) parser_->get().body().sink = shared_->open_upload(request_);
  }

  // Piece by piece, so that a long body may take its time as long as it comes.
  void ReadBody() {
    if (parser_->is_done()) return OnRequest();
    stream_.expires_after(kIdleTime);
    http::async_read_some(stream_, buffer_, *parser_,
                          [self = shared_from_this()](beast::error_code error, size_t) {
                            error ? self->OnError(error) : self->ReadBody();
                          });
  }

  void OnRequest() {
    http::request<RequestBody> message = parser_->release();
    Request request = std::move(request_);
    request.body = std::move(message.body().text);
    request.upload = std::move(message.body().sink);
    Response response = shared_->handler(request);
    if (response.cut) return stream_.close();
    const std::shared_ptr<Hold> hold = std::move(response.hold);
    Prepare(std::move(response), message.keep_alive(), message.version());
    answer_->body().left_out = message.method() == http::verb::head;
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
    answer_->body() = {std::move(response.body), std::move(response.download)};
    answer_->keep_alive(keep_alive);
    answer_->prepare_payload();
  }

  void Write() {
    serializer_.emplace(*answer_);
    WriteSome();
  }
  void WriteSome() {
    stream_.expires_after(kIdleTime);
    http::async_write_some(stream_, *serializer_,
                           [self = shared_from_this()](beast::error_code error, size_t) {
                             if (!error && !self->serializer_->is_done()) return self->WriteSome();
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
  std::optional<http::request_parser<RequestBody>> parser_;
  Request request_;
  std::optional<http::response<http::empty_body>> continue_;
  std::optional<http::response<AnswerBody>> answer_;
  std::optional<http::response_serializer<AnswerBody>> serializer_;
  char discarded_[4096];
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_HTTP_HTTP_SESSION_H_
