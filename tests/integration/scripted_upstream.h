#ifndef CLOUDPHONE_TESTS_INTEGRATION_SCRIPTED_UPSTREAM_H_
#define CLOUDPHONE_TESTS_INTEGRATION_SCRIPTED_UPSTREAM_H_

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "adapters/runtime/file_descriptor.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

// A request as it arrived.
struct UpstreamRequest {
  std::string method;
  std::string target;  // Path and query.
  std::string head;    // All of it, with the request line.
  std::string body;
};

// What the upstream does with a request.
struct UpstreamReply {
  enum class Then {
    kServeOn,  // The next request may come.
    kClose,
    kHold,  // Nothing more, until AnswerHeld() or the caller goes.
  };
  std::string bytes;
  Then then = Then::kServeOn;
};

// A well-formed answer; `headers` are whole lines, each with its "\r\n".
UpstreamReply Answer(int status, absl::string_view body, absl::string_view headers = "");
// The bytes as they stand, then the end of the connection.
UpstreamReply Cut(absl::string_view bytes);
UpstreamReply Silence();

// A loopback HTTP server whose answers are whatever bytes a test wants: what no cloud and no simulator should
// send. One thread, which never waits for a script. Thread-safe.
class ScriptedUpstream {
 public:
  // Runs on the server's thread.
  using Script = std::function<UpstreamReply(const UpstreamRequest& request)>;

  // Listens; answers 404 until it has a script.
  ScriptedUpstream();
  ~ScriptedUpstream();

  // "http://127.0.0.1:PORT"
  std::string url() const;

  void SetScript(Script script);
  void Always(UpstreamReply reply);

  // How many requests arrived whole.
  int requests() const;
  UpstreamRequest last_request() const;

  // Waits until so many requests have arrived; false when that takes too long.
  bool WaitForRequests(int count) { return WaitFor(&ScriptedUpstream::requests_, count); }
  // The same for connections that the caller closed while their request was held.
  bool WaitForHangUps(int count) { return WaitFor(&ScriptedUpstream::hang_ups_, count); }

  // Answers all requests that are held.
  void AnswerHeld(UpstreamReply reply);

 private:
  struct Connection;

  void Run();
  void Accept();
  void OnReadable(Connection* connection);
  void ServeRequests(Connection* connection);
  void Apply(const UpstreamReply& reply, Connection* connection);
  void Write(Connection* connection);
  void TakeOrders();
  void Wake();
  bool WaitFor(int ScriptedUpstream::*counter, int count) ABSL_LOCKS_EXCLUDED(mutex_);

  FileDescriptor listener_;
  FileDescriptor wake_;
  int port_ = 0;
  std::list<Connection> connections_;  // Of the server's thread.

  mutable Mutex mutex_;
  Condition changed_;
  std::shared_ptr<const Script> script_ ABSL_GUARDED_BY(mutex_);
  UpstreamRequest last_request_ ABSL_GUARDED_BY(mutex_);
  int requests_ ABSL_GUARDED_BY(mutex_) = 0;
  int hang_ups_ ABSL_GUARDED_BY(mutex_) = 0;
  std::list<UpstreamReply> orders_ ABSL_GUARDED_BY(mutex_);  // Of AnswerHeld().
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread thread_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_INTEGRATION_SCRIPTED_UPSTREAM_H_
