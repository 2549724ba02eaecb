#ifndef CLOUDPHONE_SERVICE_SERVING_LISTEN_ADDRESS_H_
#define CLOUDPHONE_SERVICE_SERVING_LISTEN_ADDRESS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cloudphone {

// Where a program listens.
struct ListenAddress {
  std::string host;  // A name or an address; IPv6 without brackets.
  int port = 0;      // 0: chosen by the system.
};

// Reads HOST:PORT or [IPV6]:PORT.
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text);

// HOST:PORT, IPv6 in brackets.
std::string ToString(const ListenAddress& address);

// Whether only this machine can reach it: 127.0.0.0/8, ::1, localhost.
bool IsLoopback(const ListenAddress& address);

// Whether RPCs may be served there: always on loopback, elsewhere with TLS or where the configuration says
// `insecure` in so many words. The refusal is one line that says what to set.
absl::Status CheckListener(const ListenAddress& address, bool tls, bool insecure);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_LISTEN_ADDRESS_H_
