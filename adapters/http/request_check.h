#ifndef CLOUDPHONE_ADAPTERS_HTTP_REQUEST_CHECK_H_
#define CLOUDPHONE_ADAPTERS_HTTP_REQUEST_CHECK_H_

#include <cstddef>
#include <string>

#include "adapters/http/http_transport.h"

namespace cloudphone {

// What is wrong with a request that must not go out, in words that show nothing of it; or "". Refuses what
// could end a header early or send the call elsewhere: other schemes than http and https, names with a user
// or without a host, control characters and spaces in the URL, line ends in headers, methods that the port
// does not have.
std::string WhatIsWrong(const HttpRequest& request, size_t max_body_bytes);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_HTTP_REQUEST_CHECK_H_
