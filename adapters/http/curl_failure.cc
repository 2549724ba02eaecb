#include "adapters/http/curl_failure.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace cloudphone {

HttpFailure FailureOf(CURLcode code, absl::string_view text, bool maybe_sent, bool time_is_over) {
  switch (code) {
    case CURLE_OK:
      return HttpFailure::kNone;
    case CURLE_OPERATION_TIMEDOUT:
      return maybe_sent || time_is_over ? HttpFailure::kTimedOut : HttpFailure::kNotConnected;
    case CURLE_URL_MALFORMAT:
      return HttpFailure::kInvalidRequest;
    case CURLE_WRITE_ERROR:    // Our callbacks took no more.
    case CURLE_OUT_OF_MEMORY:  // A header line over curl's own bound of 100 KB.
      return HttpFailure::kAnswerTooLarge;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9: bytes without a status line.
      return maybe_sent ? HttpFailure::kAnswerMalformed : HttpFailure::kInvalidRequest;
    case CURLE_HTTP2:  // Of the connection; a stream that the server ended (CURLE_HTTP2_STREAM) is lost.
      return maybe_sent ? HttpFailure::kAnswerMalformed : HttpFailure::kNotConnected;
    case CURLE_RECV_ERROR:
      // curl gives a broken chunk the code of a broken connection; only its words tell them apart, the same
      // for every fault of a chunk ("... in chunked-encoding", curl 7.88). A chunk that is cut short is
      // CURLE_PARTIAL_FILE.
      if (maybe_sent && absl::EndsWith(text, " in chunked-encoding")) return HttpFailure::kAnswerMalformed;
      return maybe_sent ? HttpFailure::kLost : HttpFailure::kNotConnected;
    default:
      return maybe_sent ? HttpFailure::kLost : HttpFailure::kNotConnected;
  }
}

std::string DetailOf(CURLcode code, absl::string_view text) {
  std::string detail(text.empty() ? curl_easy_strerror(code) : text);
  std::replace_if(
      detail.begin(), detail.end(), [](unsigned char c) { return !absl::ascii_isprint(c); }, '?');
  return detail;
}

}  // namespace cloudphone
