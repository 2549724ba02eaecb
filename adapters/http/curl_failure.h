#ifndef CLOUDPHONE_ADAPTERS_HTTP_CURL_FAILURE_H_
#define CLOUDPHONE_ADAPTERS_HTTP_CURL_FAILURE_H_

#include <curl/curl.h>

#include "adapters/http/http_transport.h"

namespace cloudphone {

// What curl's code means for a call.
//   maybe_sent      whether a byte of the request may have left
//   time_is_over    whether the whole time of the call has passed, not only that for connecting
HttpFailure FailureOf(CURLcode code, bool maybe_sent, bool time_is_over);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_HTTP_CURL_FAILURE_H_
