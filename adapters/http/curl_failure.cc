#include "adapters/http/curl_failure.h"

namespace cloudphone {

HttpFailure FailureOf(CURLcode code, bool maybe_sent, bool time_is_over) {
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
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return maybe_sent ? HttpFailure::kAnswerMalformed : HttpFailure::kInvalidRequest;
    default:
      return maybe_sent ? HttpFailure::kLost : HttpFailure::kNotConnected;
  }
}

}  // namespace cloudphone
