#ifndef CLOUDPHONE_ADAPTERS_HTTP_HTTP_TRANSPORT_H_
#define CLOUDPHONE_ADAPTERS_HTTP_HTTP_TRANSPORT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cloudphone {

struct HttpHeader {
  std::string name;
  std::string value;
};

// The value of the first header called `name` in any case, or empty.
absl::string_view FindHeader(const std::vector<HttpHeader>& headers, absl::string_view name);

struct HttpRequest {
  // GET, HEAD, POST, PUT or DELETE. All but HEAD may carry a body; the vendor's DELETE calls do.
  std::string method;
  // Absolute, http or https. Path and query are percent-encoded already and go out byte by byte as they
  // stand.
  std::string url;
  // Sent as they are. The transport adds none but Host, Accept-Encoding and Content-Length.
  std::vector<HttpHeader> headers;
  std::string body;
  // When the whole exchange must be over. The transport's own bound applies too.
  absl::Time deadline = absl::InfiniteFuture();
  // A write: once a byte of it may have left, a cancel no longer stops it, so that its result is learned.
  bool finish_once_sent = false;
};

// Why an exchange ended without an answer that can be read. Any HTTP status, a redirect too, is an answer.
enum class HttpFailure {
  kNone,
  kInvalidRequest,   // Never sent: not http(s), a URL that is none, a body over the bound.
  kNotConnected,     // Never sent: name not found, connection refused, TLS handshake failed.
  kHeldBack,         // Never sent: a layer between refused to send it; `detail` says why.
  kTooManyWaiting,   // Never sent: too many calls wait for their turn already.
  kLost,             // The connection ended before the answer did.
  kTimedOut,         // The deadline or the transport's bound passed.
  kCancelled,        // Cancel() or the end of the transport.
  kAnswerTooLarge,   // Headers or (unpacked) body over their bounds.
  kAnswerMalformed,  // Not HTTP, a broken or unknown encoding.
};

struct HttpResult {
  HttpFailure failure = HttpFailure::kNone;
  // Whether a byte of the request may have left this process: only then may the call have taken effect.
  bool maybe_sent = false;
  // For the operator: what failed. Holds no header, no body and no URL, at most the name of a host.
  std::string detail;

  // Valid without a failure.
  int status = 0;
  std::vector<HttpHeader> headers;
  std::string body;  // Unpacked.
};

using HttpDone = absl::AnyInvocable<void(HttpResult) &&>;

// Makes HTTP calls. Thread-safe; knows nothing of the vendor.
class HttpTransport {
 public:
  // Names one call in flight. Zero names none.
  using CallId = uint64_t;

  virtual ~HttpTransport() = default;

  // Starts a call. `done` runs exactly once, on the transport's loop thread, never inside Send() or Cancel(),
  // and must not wait. Redirects are not followed, nothing is sent twice.
  virtual CallId Send(HttpRequest request, HttpDone done) = 0;

  // Asks that a call end early; its `done` still runs once, with kCancelled unless the call ended first or is
  // a write that may have left (HttpRequest::finish_once_sent). Unknown and finished ids are ignored.
  virtual void Cancel(CallId id) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_HTTP_HTTP_TRANSPORT_H_
