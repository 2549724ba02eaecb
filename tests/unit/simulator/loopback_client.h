#ifndef CLOUDPHONE_TESTS_UNIT_SIMULATOR_LOOPBACK_CLIENT_H_
#define CLOUDPHONE_TESTS_UNIT_SIMULATOR_LOOPBACK_CLIENT_H_

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "adapters/runtime/file_descriptor.h"

namespace cloudphone::simulator {

// One connection to a server on this machine that sends what it is told, HTTP or not. What takes longer than
// ten seconds fails the test instead of hanging it.
class LoopbackClient {
 public:
  struct Answer {
    int status = 0;                              // 0: the connection ended instead.
    std::map<std::string, std::string> headers;  // Names in lower case.
    std::string body;
  };

  // To HOST:PORT, where the host is an IPv4 address.
  explicit LoopbackClient(const std::string& address);

  // Sends all of it, or as much as the server takes before it ends the connection.
  void Send(absl::string_view bytes);

  // Reads one answer, to the end of its body by Content-Length. What follows stays for the next Read().
  // `has_body` is false for the answer to a HEAD.
  Answer Read(bool has_body = true);

  // Reads whatever comes until the server ends the connection.
  std::string ReadToEnd();

  // Whether something can be read already. Does not wait.
  bool HasMore();

  // Whether the server ends the connection, with nothing more to read.
  bool ReadsEnd();

 private:
  // Reads on; false at the end of the connection.
  bool Fill();

  FileDescriptor socket_;
  std::string unread_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_TESTS_UNIT_SIMULATOR_LOOPBACK_CLIENT_H_
