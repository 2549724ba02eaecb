#ifndef CLOUDPHONE_ADAPTERS_HTTP_PROXY_H_
#define CLOUDPHONE_ADAPTERS_HTTP_PROXY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cloudphone {

// An HTTP proxy between us and the servers. Calls to https go through it as a tunnel (CONNECT), so that it
// sees nothing of them.
struct Proxy {
  std::string address;  // "http://host:port"; empty: no proxy.
  std::string user;     // Empty: it asks for none.
  std::string password;
};

// Reads "http://[user:password@]host:port"; user and password percent-encoded where they hold one of
// "/?#@:%". InvalidArgument otherwise, in words that show nothing of the text.
absl::StatusOr<Proxy> ParseProxy(absl::string_view text);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_HTTP_PROXY_H_
