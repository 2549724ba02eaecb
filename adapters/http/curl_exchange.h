#ifndef CLOUDPHONE_ADAPTERS_HTTP_CURL_EXCHANGE_H_
#define CLOUDPHONE_ADAPTERS_HTTP_CURL_EXCHANGE_H_

#include <curl/curl.h>

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "adapters/http/answer_collector.h"
#include "adapters/http/easy_handles.h"
#include "adapters/http/http_transport.h"
#include "adapters/http/kept_connections.h"
#include "adapters/http/proxy.h"

namespace cloudphone {

// How the transport makes its calls. The bounds protect this process; the vendor has others of its own.
struct CurlTransportOptions {
  // PEM file of the authorities that may vouch for a server; empty: the system's.
  std::string ca_file;
  // What all calls go through; by default none, whatever the environment says.
  Proxy proxy;
  // For name, connection and TLS handshake together.
  absl::Duration connect_timeout = absl::Seconds(5);
  // For a whole exchange, whatever its deadline.
  absl::Duration total_timeout = absl::Seconds(60);
  size_t max_request_body_bytes = 12 << 20;
  size_t max_answer_body_bytes = 8 << 20;  // Unpacked.
  size_t max_answer_header_bytes = 64 << 10;
  // Calls beyond wait for a connection; also a bound on simultaneous look-ups of the name.
  int max_connections_per_host = 256;
};

// One call on its way: the request, what has come of the answer, and the easy handle that carries it. Lives
// on the loop thread at one address, which curl knows.
class CurlExchange {
 public:
  // `easy` is fresh or reset; `kept` outlives the exchange.
  CurlExchange(HttpRequest request, HttpDone done, EasyHandle easy, const CurlTransportOptions& options,
               KeptConnections* kept);
  ~CurlExchange();
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;

  // Readies the handle for a call that starts at `now`. False: its deadline has passed.
  bool Prepare(absl::Time now);
  // How long the call may take since Prepare().
  absl::Duration timeout() const { return timeout_; }
  // When the loop must end it, should curl not; by the loop's clock.
  absl::Time overdue() const { return overdue_; }
  void set_overdue(absl::Time overdue) { overdue_ = overdue; }
  // Whether it ended before it began, on a kept connection that cannot be trusted: to be prepared and sent
  // once more.
  bool wants_fresh_connection() const { return wants_fresh_connection_ && !maybe_sent_; }

  CURL* easy() const { return easy_.get(); }
  // Whether a cancel must let it run on: see HttpRequest::finish_once_sent.
  bool must_finish() const { return request_.finish_once_sent && maybe_sent_; }

  // The end of the call as curl tells it; and one for another cause.
  HttpResult Result(CURLcode code);
  HttpResult Failure(HttpFailure failure, absl::string_view detail) const;

  HttpDone TakeDone() { return std::move(done_); }
  EasyHandle TakeEasy() { return std::move(easy_); }

 private:
  static int OnReady(void* self, char* remote_ip, char* local_ip, int remote_port, int local_port);
  static size_t OnHeader(char* data, size_t size, size_t count, void* self);
  static size_t OnBody(char* data, size_t size, size_t count, void* self);

  long ProxyRefusal() const;
  void SetConnection();
  void SetCallbacks();
  void SetMethod();
  void SetHeaders();

  HttpRequest request_;
  HttpDone done_;
  EasyHandle easy_;
  const CurlTransportOptions& options_;
  AnswerCollector answer_;
  absl::Duration timeout_;
  absl::Time overdue_ = absl::InfiniteFuture();
  KeptConnections* const kept_;
  bool wants_fresh_connection_ = false;
  bool maybe_sent_ = false;
  curl_slist* headers_ = nullptr;
  char error_text_[CURL_ERROR_SIZE] = "";
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_HTTP_CURL_EXCHANGE_H_
