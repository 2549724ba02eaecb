#include "adapters/http/kept_connections.h"

#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"

namespace cloudphone {
namespace {

std::string Address(const char* ip, long port) { return absl::StrCat(ip == nullptr ? "" : ip, " ", port); }

}  // namespace

void KeptConnections::Follow(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &OnClose);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
}

void KeptConnections::Keep(CURL* easy) {
  curl_socket_t socket = CURL_SOCKET_BAD;
  char* ip = nullptr;
  long port = 0;
  long version = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
  if (version > CURL_HTTP_VERSION_1_1) return;
  curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket);
  curl_easy_getinfo(easy, CURLINFO_LOCAL_IP, &ip);
  curl_easy_getinfo(easy, CURLINFO_LOCAL_PORT, &port);
  if (socket == CURL_SOCKET_BAD) return;
  std::string address = Address(ip, port);
  sockets_[address] = socket;
  addresses_[socket] = std::move(address);
}

bool KeptConnections::HasStrayBytes(const char* local_ip, int local_port) const {
  const auto found = sockets_.find(Address(local_ip, local_port));
  if (found == sockets_.end()) return false;
  char byte;
  return recv(found->second, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

int KeptConnections::OnClose(void* self, curl_socket_t socket) {
  auto* const kept = static_cast<KeptConnections*>(self);
  const auto found = kept->addresses_.find(socket);
  if (found != kept->addresses_.end()) {
    kept->sockets_.erase(found->second);
    kept->addresses_.erase(found);
  }
  return close(socket);
}

}  // namespace cloudphone
