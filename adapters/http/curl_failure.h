#ifndef CLOUDPHONE_ADAPTERS_HTTP_CURL_FAILURE_H_
#define CLOUDPHONE_ADAPTERS_HTTP_CURL_FAILURE_H_

#include <curl/curl.h>

#include <string>

#include "absl/strings/string_view.h"
#include "adapters/http/http_transport.h"

namespace cloudphone {

// What curl's code means for a call.
//   text            what curl says beside the code (CURLOPT_ERRORBUFFER)
//   maybe_sent      whether a byte of the request may have left
//   time_is_over    whether the whole time of the call has passed, not only that for connecting
HttpFailure FailureOf(CURLcode code, absl::string_view text, bool maybe_sent, bool time_is_over);

// The words for it: curl's text, else those for the code; printable ASCII.
std::string DetailOf(CURLcode code, absl::string_view text);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_HTTP_CURL_FAILURE_H_
