#ifndef CLOUDPHONE_SERVICE_SIMULATOR_HTTP_HTTP_SERVER_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_HTTP_HTTP_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "service/simulator/http/http_message.h"

namespace cloudphone::simulator {

// Where the body of a request goes that has only its head so far; null: into its text, with the bound of
// that.
using UploadOpener = absl::AnyInvocable<std::shared_ptr<BodySink>(const Request& head)>;

// An HTTP/1.1 server on one thread of its own: kept connections, chunked bodies, pipelined requests, the
// bounds of the vendor's gateway (the vendor's documented limits). The handler runs on that thread, one
// request at a time.
class HttpServer {
 public:
  // `host` is an address, not a name; an address that cannot be had is an error of one line. `refuse` makes
  // the answer to bytes that are no HTTP (400) or over a bound (413 body, 414 target, 494 headers), after
  // which the connection ends. `open_upload` runs on the same thread.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const std::string& host, int port, Handler handler,
                                                           absl::AnyInvocable<Response(int status)> refuse,
                                                           UploadOpener open_upload = nullptr);
  // Closes every connection and waits for the thread.
  virtual ~HttpServer() = default;

  // HOST:PORT.
  virtual std::string address() const = 0;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_HTTP_HTTP_SERVER_H_
