#ifndef CLOUDPHONE_ADAPTERS_HTTP_CURL_TRANSPORT_H_
#define CLOUDPHONE_ADAPTERS_HTTP_CURL_TRANSPORT_H_

#include <memory>

#include "absl/status/statusor.h"
#include "adapters/http/curl_exchange.h"
#include "adapters/http/http_transport.h"

namespace cloudphone {

class CurlLoop;

// HTTP over libcurl: kept connections, verified TLS, bounds both ways, thousands of calls on one thread.
// Reads share kept connections; a write opens its own, so that a kept connection that died cannot make it
// fail or be sent twice. Thread-safe.
class CurlTransport final : public HttpTransport {
 public:
  // A ca_file that cannot be read or holds no certificate is InvalidArgument, naming it. Reads files: for the
  // start.
  static absl::StatusOr<std::unique_ptr<CurlTransport>> Create(CurlTransportOptions options);

  // Ends every call with kCancelled before it returns. Not from a `done`.
  ~CurlTransport() override;

  CallId Send(HttpRequest request, HttpDone done) override;
  void Cancel(CallId id) override;

  // Ends every call with kCancelled, writes that may have left too, and refuses later ones the same way,
  // unsent. Returns at once. For a drain whose time is over.
  void Stop();

 private:
  CurlTransport(CurlTransportOptions options, std::unique_ptr<CurlLoop> loop);

  const size_t max_request_body_bytes_;
  const std::unique_ptr<CurlLoop> loop_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_HTTP_CURL_TRANSPORT_H_
