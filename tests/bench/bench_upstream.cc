// The cloud of the bench: answers every GET at once with what was made at the start: of one phone, with the
// address of its agent where --agent says it; else a page of phones, of 100 where the URL asks for as many,
// else of 5. One thread, kept connections; checks nothing.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tests/bench/phone_page.h"

ABSL_FLAG(std::string, agent, "", "HOST:PORT of the agents of all phones.");

namespace cloudphone {
namespace {

constexpr int kEvents = 64;
constexpr absl::string_view kHeadEnd = "\r\n\r\n";

std::string Answer(const std::string& body) {
  return absl::StrCat("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ", body.size(),
                      kHeadEnd, body);
}

void SendAll(int socket, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // The next read tells.
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

// Answers the requests that are whole, and leaves the rest in `in`.
void AnswerWhole(int socket, std::string* in) {
  static const auto* const few = new std::string(Answer(PhonePageJson(5)));
  static const auto* const many = new std::string(Answer(PhonePageJson(100)));
  static const auto* const one = new std::string(Answer(PhoneJson(absl::GetFlag(FLAGS_agent))));
  size_t begin = 0;
  for (size_t end; (end = in->find("\r\n\r\n", begin)) != std::string::npos; begin = end + kHeadEnd.size()) {
    const absl::string_view head = absl::string_view(*in).substr(begin, end - begin);
    const absl::string_view line = head.substr(0, head.find('\r'));
    const bool is_one = absl::StrContains(line, "/phones/");
    SendAll(socket, is_one ? *one : absl::StrContains(line, "limit=100") ? *many : *few);
  }
  in->erase(0, begin);
}

int Listen() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, any, size) != 0 || listen(listener, 512) != 0 || getsockname(listener, any, &size) != 0)
    std::abort();
  std::printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return listener;
}

void Follow(int epoll, int socket) {
  epoll_event event = {};
  event.events = EPOLLIN;
  event.data.fd = socket;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event) != 0) std::abort();
}

void Accept(int epoll, int listener) {
  const int socket = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  if (socket < 0) return;
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  Follow(epoll, socket);
}

[[noreturn]] void Run() {
  const int listener = Listen();
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  Follow(epoll, listener);
  std::map<int, std::string> requests;  // By socket: what has come of the next ones.
  while (true) {
    epoll_event events[kEvents];
    const int count = epoll_wait(epoll, events, kEvents, -1);
    for (int i = 0; i < count; ++i) {
      const int socket = events[i].data.fd;
      if (socket == listener) {
        Accept(epoll, listener);
        continue;
      }
      char buffer[16 << 10];
      const ssize_t got = recv(socket, buffer, sizeof buffer, 0);
      if (got <= 0) {
        requests.erase(socket);
        close(socket);
        continue;
      }
      std::string* const in = &requests[socket];
      in->append(buffer, static_cast<size_t>(got));
      AnswerWhole(socket, in);
    }
  }
}

}  // namespace
}  // namespace cloudphone

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  cloudphone::Run();
}
