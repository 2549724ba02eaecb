#include "tests/integration/scripted_upstream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

constexpr std::chrono::seconds kPatience{10};
constexpr absl::string_view kHeadEnd = "\r\n\r\n";

size_t ContentLength(absl::string_view head) {
  size_t length = 0;
  for (const absl::string_view line : absl::StrSplit(head, "\r\n")) {
    const size_t colon = line.find(':');
    if (colon == absl::string_view::npos || !absl::EqualsIgnoreCase(line.substr(0, colon), "content-length"))
      continue;
    EXPECT_TRUE(absl::SimpleAtoi(absl::StripAsciiWhitespace(line.substr(colon + 1)), &length)) << line;
  }
  return length;
}

// Takes the first whole request out of `in`; false while there is none.
bool TakeRequest(std::string* in, UpstreamRequest* request) {
  const size_t head_size = in->find(std::string(kHeadEnd));
  if (head_size == std::string::npos) return false;
  request->head = in->substr(0, head_size);
  const size_t body_size = ContentLength(request->head);
  const size_t size = head_size + kHeadEnd.size() + body_size;
  if (in->size() < size) return false;
  request->body = in->substr(size - body_size, body_size);
  in->erase(0, size);
  const std::vector<std::string> words =
      absl::StrSplit(request->head.substr(0, request->head.find("\r\n")), ' ');
  EXPECT_EQ(words.size(), 3u) << request->head;
  request->method = words[0];
  request->target = words.size() > 1 ? words[1] : "";
  return true;
}

}  // namespace

UpstreamReply Answer(int status, absl::string_view body, absl::string_view headers) {
  return {absl::StrCat("HTTP/1.1 ", status, " Scripted\r\nContent-Type: application/json\r\nContent-Length: ",
                       body.size(), "\r\n", headers, "\r\n", body)};
}

UpstreamReply Cut(absl::string_view bytes) { return {std::string(bytes), UpstreamReply::Then::kClose}; }

UpstreamReply Silence() { return {"", UpstreamReply::Then::kHold}; }

struct ScriptedUpstream::Connection {
  FileDescriptor socket;
  std::string in;
  std::string out;
  bool held = false;
  bool close_when_written = false;
  bool over = false;
};

ScriptedUpstream::ScriptedUpstream()
    : listener_(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)),
      wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(bind(listener_.get(), generic, size), 0);
  EXPECT_EQ(listen(listener_.get(), 128), 0);
  EXPECT_EQ(getsockname(listener_.get(), generic, &size), 0);
  port_ = ntohs(address.sin_port);
  Always(Answer(404, ""));
  thread_ = std::thread([this] { Run(); });
}

ScriptedUpstream::~ScriptedUpstream() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
  }
  Wake();
  thread_.join();
}

std::string ScriptedUpstream::url() const { return absl::StrCat("http://127.0.0.1:", port_); }

void ScriptedUpstream::SetScript(Script script) {
  MutexLock lock(&mutex_);
  script_ = std::make_shared<const Script>(std::move(script));
}

void ScriptedUpstream::Always(UpstreamReply reply) {
  SetScript([reply = std::move(reply)](const UpstreamRequest&) { return reply; });
}

int ScriptedUpstream::requests() const {
  MutexLock lock(&mutex_);
  return requests_;
}

UpstreamRequest ScriptedUpstream::last_request() const {
  MutexLock lock(&mutex_);
  return last_request_;
}

bool ScriptedUpstream::WaitFor(int ScriptedUpstream::*counter, int count) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  MutexLock lock(&mutex_);
  while (this->*counter < count) {
    if (!changed_.WaitUntil(&mutex_, deadline)) return this->*counter >= count;
  }
  return true;
}

void ScriptedUpstream::AnswerHeld(UpstreamReply reply) {
  {
    MutexLock lock(&mutex_);
    orders_.push_back(std::move(reply));
  }
  Wake();
}

void ScriptedUpstream::Wake() {
  const uint64_t one = 1;
  EXPECT_EQ(write(wake_.get(), &one, sizeof(one)), static_cast<ssize_t>(sizeof(one)));
}

void ScriptedUpstream::Run() {
  while (true) {
    std::vector<pollfd> polled = {{wake_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    for (const Connection& connection : connections_) {
      const int events = POLLIN | (connection.out.empty() ? 0 : POLLOUT);
      polled.push_back({connection.socket.get(), static_cast<short>(events), 0});
    }
    poll(polled.data(), polled.size(), -1);
    {
      MutexLock lock(&mutex_);
      if (stopping_) return;
    }
    auto event = polled.begin() + 2;
    for (Connection& connection : connections_) {
      if ((event->revents & (POLLIN | POLLHUP | POLLERR)) != 0) OnReadable(&connection);
      if ((event->revents & POLLOUT) != 0) Write(&connection);
      ++event;
    }
    if (polled[0].revents != 0) TakeOrders();
    connections_.remove_if([](const Connection& connection) { return connection.over; });
    if (polled[1].revents != 0) Accept();
  }
}

void ScriptedUpstream::Accept() {
  Connection connection;
  connection.socket =
      FileDescriptor(accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (connection.socket) connections_.push_back(std::move(connection));
}

void ScriptedUpstream::OnReadable(Connection* connection) {
  char buffer[16384];
  const ssize_t size = read(connection->socket.get(), buffer, sizeof(buffer));
  if (size > 0) {
    connection->in.append(buffer, size);
    return ServeRequests(connection);
  }
  connection->over = true;
  if (!connection->held) return;
  MutexLock lock(&mutex_);
  ++hang_ups_;
  changed_.NotifyAll();
}

void ScriptedUpstream::ServeRequests(Connection* connection) {
  UpstreamRequest request;
  while (!connection->held && !connection->close_when_written && TakeRequest(&connection->in, &request)) {
    std::shared_ptr<const Script> script;
    {
      MutexLock lock(&mutex_);
      script = script_;
      last_request_ = request;
      ++requests_;
      changed_.NotifyAll();
    }
    Apply((*script)(request), connection);
  }
}

void ScriptedUpstream::Apply(const UpstreamReply& reply, Connection* connection) {
  connection->out += reply.bytes;
  connection->held = reply.then == UpstreamReply::Then::kHold;
  connection->close_when_written = reply.then == UpstreamReply::Then::kClose;
  Write(connection);
}

void ScriptedUpstream::Write(Connection* connection) {
  while (!connection->out.empty()) {
    const ssize_t size =
        send(connection->socket.get(), connection->out.data(), connection->out.size(), MSG_NOSIGNAL);
    if (size <= 0) break;
    connection->out.erase(0, size);
  }
  if (connection->out.empty() && connection->close_when_written) connection->over = true;
}

void ScriptedUpstream::TakeOrders() {
  uint64_t count;
  EXPECT_EQ(read(wake_.get(), &count, sizeof(count)), static_cast<ssize_t>(sizeof(count)));
  std::list<UpstreamReply> orders;
  {
    MutexLock lock(&mutex_);
    orders.swap(orders_);
  }
  for (const UpstreamReply& order : orders) {
    for (Connection& connection : connections_) {
      if (!std::exchange(connection.held, false)) continue;
      Apply(order, &connection);
      ServeRequests(&connection);
    }
  }
}

}  // namespace cloudphone
