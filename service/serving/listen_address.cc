#include "service/serving/listen_address.h"

#include <arpa/inet.h>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace cloudphone {

absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text) {
  const auto wrong = [&] {
    return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" is no HOST:PORT"));
  };
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos) return wrong();
  absl::string_view host = text.substr(0, colon);
  const bool bracketed = absl::StartsWith(host, "[") && absl::EndsWith(host, "]");
  if (bracketed) host = host.substr(1, host.size() - 2);
  ListenAddress address;
  address.host = std::string(host);
  if (host.empty() || host.find_first_of("[] /") != absl::string_view::npos) return wrong();
  if (!bracketed && absl::StrContains(host, ':')) return wrong();
  if (!absl::SimpleAtoi(text.substr(colon + 1), &address.port) || address.port < 0 || address.port > 65535)
    return wrong();
  return address;
}

std::string ToString(const ListenAddress& address) {
  const bool is_ipv6 = absl::StrContains(address.host, ':');
  return absl::StrCat(is_ipv6 ? "[" : "", address.host, is_ipv6 ? "]" : "", ":", address.port);
}

bool IsLoopback(const ListenAddress& address) {
  in_addr ipv4;
  if (inet_pton(AF_INET, address.host.c_str(), &ipv4) == 1) return (ntohl(ipv4.s_addr) >> 24) == 127;
  in6_addr ipv6;
  if (inet_pton(AF_INET6, address.host.c_str(), &ipv6) == 1) return IN6_IS_ADDR_LOOPBACK(&ipv6);
  return address.host == "localhost";
}

absl::Status CheckListener(const ListenAddress& address, bool tls, bool insecure) {
  if (tls || insecure || IsLoopback(address)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(ToString(address),
                   " is not loopback: set listen.tls to a certificate and its key, or "
                   "listen.insecure to true"));
}

}  // namespace cloudphone
