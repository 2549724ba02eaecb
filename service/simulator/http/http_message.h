#ifndef CLOUDPHONE_SERVICE_SIMULATOR_HTTP_HTTP_MESSAGE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_HTTP_HTTP_MESSAGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace cloudphone::simulator {

class Hold;

// Takes a body piece by piece that is too large for Request::body. It is told all, also what it has no use
// for: who refuses a body before its end takes the answer from the client.
class BodySink {
 public:
  virtual ~BodySink() = default;
  virtual void Write(absl::string_view piece) = 0;
};

// Gives a body piece by piece that is too large for Response::body.
class BodySource {
 public:
  virtual ~BodySource() = default;
  virtual uint64_t size() const = 0;
  // The next bytes, at most `max_bytes`; none before the end where they cannot be had.
  virtual size_t Read(char* to, size_t max_bytes) = 0;
};

// A request as it came over the wire, but that of an absolute target only what is behind the host is left.
struct Request {
  std::string method;
  std::string target;  // As it stands in the request line, query included.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::shared_ptr<BodySink> upload = nullptr;  // Has the body in place of `body`, where one was asked for.

  // The first header of that name in any case, or empty.
  absl::string_view Header(absl::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (absl::EqualsIgnoreCase(key, name)) return value;
    }
    return {};
  }
};

// An answer; JSON, where its headers say nothing else.
struct Response {
  int status = 200;
  std::string body;
  std::string request_id;                                         // Also the X-Request-Id header.
  std::vector<std::pair<std::string, std::string>> headers = {};  // More, or instead of what is always sent.
  bool cut = false;                                               // The connection ends without an answer.
  std::shared_ptr<Hold> hold = nullptr;                           // The answer is sent when this is released.
  std::shared_ptr<BodySource> download = nullptr;                 // The body, in place of `body`.
};

using Handler = absl::AnyInvocable<Response(const Request&)>;

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_HTTP_HTTP_MESSAGE_H_
