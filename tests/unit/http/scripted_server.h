#ifndef CLOUDPHONE_TESTS_UNIT_HTTP_SCRIPTED_SERVER_H_
#define CLOUDPHONE_TESTS_UNIT_HTTP_SCRIPTED_SERVER_H_

#include <functional>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "adapters/runtime/file_descriptor.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

// A listening socket on a free port of loopback; -1 in get() when there is none to be had.
FileDescriptor ListenOnLoopback(int backlog);
int PortOf(int socket);

// Reads until the head of a request has ended, and its body as Content-Length says; "" when the other side
// ended first.
std::string ReadRequest(int socket);
void Write(int socket, absl::string_view bytes);

// A server whose script serves each connection on a thread of its own; when the script returns the connection
// is closed. Its end wakes scripts that read or write.
class ScriptedServer {
 public:
  using Script = std::function<void(int socket)>;

  explicit ScriptedServer(Script script);
  ~ScriptedServer();

  int port() const { return PortOf(listener_.get()); }
  std::string url() const;
  size_t connections() const;

 private:
  void Accept();

  const Script script_;
  FileDescriptor listener_;
  mutable Mutex mutex_;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<int> sockets_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(mutex_);
  std::thread accepting_;
};

// Something that a test waits for.
class Event {
 public:
  void Set() {
    MutexLock lock(&mutex_);
    set_ = true;
    changed_.NotifyAll();
  }
  void Wait() {
    MutexLock lock(&mutex_);
    while (!set_) changed_.Wait(&mutex_);
  }

 private:
  Mutex mutex_;
  Condition changed_;
  bool set_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_HTTP_SCRIPTED_SERVER_H_
