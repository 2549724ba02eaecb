#ifndef CLOUDPHONE_ADAPTERS_HTTP_ANSWER_COLLECTOR_H_
#define CLOUDPHONE_ADAPTERS_HTTP_ANSWER_COLLECTOR_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "adapters/http/http_transport.h"

namespace cloudphone {

// Collects an answer as it arrives, within bounds, so that what the upstream sends cannot grow the process.
// Not thread-safe.
class AnswerCollector {
 public:
  AnswerCollector(size_t max_header_bytes, size_t max_body_bytes)
      : max_header_bytes_(max_header_bytes), max_body_bytes_(max_body_bytes) {}

  // Takes a line of the answer's head, with its line end. A new status line (after 100 Continue) begins
  // again. False: the head is too large, take no more.
  bool AddHeaderLine(absl::string_view line);

  // Takes a piece of the unpacked body. False: the body is too large, take no more.
  bool AddBody(absl::string_view piece);

  bool too_large() const { return too_large_; }
  // Whether a whole head was seen.
  bool has_head() const { return head_ended_; }

  std::vector<HttpHeader>& headers() { return headers_; }
  std::string& body() { return body_; }

 private:
  const size_t max_header_bytes_;
  const size_t max_body_bytes_;
  size_t header_bytes_ = 0;  // Of all heads of the answer, those of 1xx too.
  bool too_large_ = false;
  bool begun_ = false;
  bool head_ended_ = false;
  std::vector<HttpHeader> headers_;
  std::string body_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_HTTP_ANSWER_COLLECTOR_H_
