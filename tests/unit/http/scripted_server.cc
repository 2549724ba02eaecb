#include "tests/unit/http/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace cloudphone {

FileDescriptor ListenOnLoopback(int backlog) {
  FileDescriptor listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 ||
      listen(listener.get(), backlog) != 0) {
    listener.Close();
  }
  return listener;
}

int PortOf(int socket) {
  sockaddr_in address = {};
  socklen_t size = sizeof(address);
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

std::string ReadRequest(int socket) {
  std::string text;
  size_t wanted = std::string::npos;
  while (text.size() < wanted) {
    char piece[65536];
    const ssize_t got = recv(socket, piece, sizeof(piece), 0);
    if (got <= 0) return "";
    text.append(piece, got);
    const size_t head_end = text.find("\r\n\r\n");
    if (wanted != std::string::npos || head_end == std::string::npos) continue;
    const std::string head = absl::AsciiStrToLower(text.substr(0, head_end));
    const size_t length = head.find("content-length:");
    wanted = head_end + 4 + (length == std::string::npos ? 0 : std::atoi(head.c_str() + length + 15));
  }
  return text;
}

void Write(int socket, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written <= 0) return;
    bytes.remove_prefix(written);
  }
}

ScriptedServer::ScriptedServer(Script script)
    : script_(std::move(script)), listener_(ListenOnLoopback(SOMAXCONN)), accepting_([this] { Accept(); }) {}

ScriptedServer::~ScriptedServer() {
  shutdown(listener_.get(), SHUT_RDWR);
  accepting_.join();
  std::vector<std::thread> threads;
  {
    MutexLock lock(&mutex_);
    ending_ = true;
    for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
    threads.swap(threads_);
  }
  for (std::thread& thread : threads) thread.join();
  MutexLock lock(&mutex_);
  for (const int socket : sockets_) close(socket);
}

std::string ScriptedServer::url() const { return absl::StrCat("http://127.0.0.1:", port()); }

size_t ScriptedServer::connections() const {
  MutexLock lock(&mutex_);
  return sockets_.size();
}

void ScriptedServer::Accept() {
  while (true) {
    const int socket = accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    MutexLock lock(&mutex_);
    sockets_.push_back(socket);  // Closed at the end, so that its number is not used again before.
    threads_.emplace_back([this, socket] {
      script_(socket);
      shutdown(socket, SHUT_RDWR);
    });
  }
}

}  // namespace cloudphone
