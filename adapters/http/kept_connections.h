#ifndef CLOUDPHONE_ADAPTERS_HTTP_KEPT_CONNECTIONS_H_
#define CLOUDPHONE_ADAPTERS_HTTP_KEPT_CONNECTIONS_H_

#include <curl/curl.h>

#include <string>

#include "absl/container/flat_hash_map.h"

namespace cloudphone {

// The sockets of the connections that curl keeps, by their local address, so that bytes which arrived on one
// while it idled are seen before it is used again: curl would read them as the next answer. Over TLS they may
// be a session ticket that comes late; then a new handshake is what it costs. Connections of HTTP/2 are not
// among them: frames come on those at any time, name their stream, and other calls share the connection.
// Lives on the loop thread, longer than every connection.
class KeptConnections {
 public:
  // Makes the connections that `easy` opens say when they close.
  void Follow(CURL* easy);

  // After an exchange: its connection may be kept now.
  void Keep(CURL* easy);

  // Whether something unread waits on the connection with this local address.
  bool HasStrayBytes(const char* local_ip, int local_port) const;

 private:
  static int OnClose(void* self, curl_socket_t socket);

  absl::flat_hash_map<std::string, curl_socket_t> sockets_;
  absl::flat_hash_map<curl_socket_t, std::string> addresses_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_HTTP_KEPT_CONNECTIONS_H_
