#ifndef CLOUDPHONE_ADAPTERS_HTTP_CURL_LOOP_H_
#define CLOUDPHONE_ADAPTERS_HTTP_CURL_LOOP_H_

#include <curl/curl.h>

#include <cstdint>
#include <memory>
#include <set>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "adapters/http/curl_exchange.h"
#include "adapters/http/easy_handles.h"
#include "adapters/http/kept_connections.h"
#include "adapters/runtime/file_descriptor.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

// One thread that carries any number of exchanges: curl's multi handle, told by epoll which sockets are
// ready. All of curl, every connection and every `done` belong to that thread; others only leave commands.
// The public functions are thread-safe.
class CurlLoop {
 public:
  explicit CurlLoop(const CurlTransportOptions& options);
  // Ends every exchange with kCancelled, then the thread.
  ~CurlLoop();

  // Makes the descriptors and starts the thread; once, before anything else.
  absl::Status Start();

  uint64_t Send(HttpRequest request, HttpDone done);
  // A call that is over before it begins: `done` gets `result`, on the loop like any other.
  uint64_t Refuse(HttpResult result, HttpDone done);
  void Cancel(uint64_t id);
  // Ends every exchange with kCancelled, whatever it is, and every later one before it is sent.
  void Stop();

 private:
  struct Command {
    enum class Verb { kSend, kRefuse, kCancel };
    Verb verb = Verb::kSend;
    uint64_t id = 0;  // Of kCancel; for the others Push() gives it.
    HttpRequest request;
    HttpResult result;
    HttpDone done;
  };

  uint64_t Push(Command command);
  void Wake();
  void Run();
  // What others left to do. False: the loop is to end.
  bool TakeCommands(std::vector<Command>* commands, bool* stopped);
  void Do(Command command);
  void Begin(Command command);
  void Start(uint64_t id, CurlExchange* exchange);
  void CancelOne(uint64_t id);
  void CancelAll();
  void WaitAndServe(bool sleep);
  void TakeFinished();
  void EndOverdue();
  void Finish(uint64_t id, HttpResult result);

  static int OnSocket(CURL* easy, curl_socket_t socket, int what, void* self, void* known);
  static int OnTimer(CURLM* multi, long timeout_ms, void* self);

  const CurlTransportOptions options_;
  FileDescriptor epoll_;
  FileDescriptor wake_;  // An eventfd.

  // The loop thread's own.
  KeptConnections kept_;  // Before the multi handle, whose end closes connections.
  CURLM* multi_ = nullptr;
  absl::Time timer_ = absl::InfiniteFuture();  // By the steady clock, see SteadyNow().
  absl::flat_hash_map<uint64_t, std::unique_ptr<CurlExchange>> exchanges_;
  absl::flat_hash_map<const CurlExchange*, uint64_t> ids_;
  std::set<std::pair<absl::Time, uint64_t>> ends_;  // CurlExchange::overdue() of those that curl has.
  EasyHandles easy_handles_;
  bool stopped_seen_ = false;

  Mutex mutex_;
  std::vector<Command> commands_ ABSL_GUARDED_BY(mutex_);
  uint64_t last_id_ ABSL_GUARDED_BY(mutex_) = 0;
  bool sleeping_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread thread_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_HTTP_CURL_LOOP_H_
