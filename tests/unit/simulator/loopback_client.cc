#include "tests/unit/simulator/loopback_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace cloudphone::simulator {
namespace {

constexpr timeval kPatience{10, 0};

}  // namespace

LoopbackClient::LoopbackClient(const std::string& address)
    : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const std::pair<std::string, std::string> halves = absl::StrSplit(address, absl::MaxSplits(':', 1));
  int port = 0;
  EXPECT_TRUE(absl::SimpleAtoi(halves.second, &port)) << address;
  sockaddr_in server{};
  server.sin_family = AF_INET;
  server.sin_port = htons(static_cast<uint16_t>(port));
  EXPECT_EQ(inet_pton(AF_INET, halves.first.c_str(), &server.sin_addr), 1) << address;
  for (const int option : {SO_RCVTIMEO, SO_SNDTIMEO})
    EXPECT_EQ(setsockopt(socket_.get(), SOL_SOCKET, option, &kPatience, sizeof(kPatience)), 0);
  EXPECT_EQ(connect(socket_.get(), reinterpret_cast<sockaddr*>(&server), sizeof(server)), 0) << address;
}

void LoopbackClient::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      EXPECT_TRUE(errno == EPIPE || errno == ECONNRESET) << "errno " << errno;
      return;
    }
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

bool LoopbackClient::Fill() {
  char piece[16384];
  const ssize_t read = recv(socket_.get(), piece, sizeof(piece), 0);
  EXPECT_TRUE(read >= 0 || errno == ECONNRESET) << "errno " << errno;
  if (read <= 0) return false;
  unread_.append(piece, static_cast<size_t>(read));
  return true;
}

LoopbackClient::Answer LoopbackClient::Read(bool has_body) {
  Answer answer;
  size_t end = unread_.find("\r\n\r\n");
  while (end == std::string::npos) {
    if (!Fill()) return answer;
    end = unread_.find("\r\n\r\n");
  }
  const std::vector<std::string> lines = absl::StrSplit(unread_.substr(0, end), "\r\n");
  unread_.erase(0, end + 4);
  const std::vector<std::string> status_line = absl::StrSplit(lines[0], ' ');
  if (status_line.size() < 2 || !absl::SimpleAtoi(status_line[1], &answer.status)) {
    ADD_FAILURE() << lines[0];
    return answer;
  }
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::pair<std::string, std::string> header = absl::StrSplit(lines[i], absl::MaxSplits(':', 1));
    answer.headers[absl::AsciiStrToLower(header.first)] =
        std::string(absl::StripAsciiWhitespace(header.second));
  }
  size_t length = 0;
  if (has_body && answer.headers.count("content-length") > 0)
    (void)absl::SimpleAtoi(answer.headers["content-length"], &length);
  while (unread_.size() < length && Fill()) {
  }
  EXPECT_GE(unread_.size(), length) << "cut in the body";
  answer.body = unread_.substr(0, length);
  unread_.erase(0, answer.body.size());
  return answer;
}

std::string LoopbackClient::ReadToEnd() {
  while (Fill()) {
  }
  return std::exchange(unread_, std::string());
}

bool LoopbackClient::HasMore() {
  char byte;
  return !unread_.empty() || recv(socket_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

bool LoopbackClient::ReadsEnd() { return unread_.empty() && !Fill(); }

}  // namespace cloudphone::simulator
