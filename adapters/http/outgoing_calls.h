#ifndef CLOUDPHONE_ADAPTERS_HTTP_OUTGOING_CALLS_H_
#define CLOUDPHONE_ADAPTERS_HTTP_OUTGOING_CALLS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "adapters/http/http_transport.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"

namespace cloudphone {

// A failure of a call of which no byte left.
HttpResult NeverSent(HttpFailure failure, std::string detail);

// The calls of a transport that stands before another one and decides when each may go on. From Open() to
// Finish() a call is in one of three places:
//
//   held   by who opened it, took it from the line, or got its answer: it must send, line up or finish it
//   in line   until TakeFirst(), in the order of Open(); its deadline, Cancel() and End() end it
//   sent   until the next transport answers; Cancel() goes on to that one
//
// A cancel that comes while a call is held reaches it at the next step. Thread-safe; Open(), Request(),
// LineUp() and TakeFirst() run nothing foreign and may be called under a lock of the owner. Lives on while
// calls that were sent do.
class OutgoingCalls final : public std::enable_shared_from_this<OutgoingCalls> {
 public:
  using CallId = HttpTransport::CallId;

  // `next` must outlive End(), `timers` the last `done`.
  OutgoingCalls(HttpTransport* next, Timers* timers, size_t max_waiting)
      : next_(next), timers_(timers), max_waiting_(max_waiting) {}

  // Takes a new call; the caller holds it.
  CallId Open(HttpRequest request, HttpDone done) ABSL_LOCKS_EXCLUDED(mutex_);

  // A copy of a held call's request, to be made fit for one sending; or the request itself, when there will
  // be no other.
  HttpRequest Request(CallId id) const ABSL_LOCKS_EXCLUDED(mutex_);
  HttpRequest TakeRequest(CallId id) ABSL_LOCKS_EXCLUDED(mutex_);

  // Puts a held call in line, or ends it (on the timers' thread) if it was cancelled while it was held, or
  // the transport has ended. False: max_waiting calls stand there; it is still held.
  bool LineUp(CallId id) ABSL_LOCKS_EXCLUDED(mutex_);

  // Takes the first call out of the line; the caller holds it. 0: nobody stands there.
  CallId TakeFirst() ABSL_LOCKS_EXCLUDED(mutex_);

  // Sends a held call. `answered` runs once, on the next transport's loop; the caller holds the call again.
  void Send(CallId id, HttpRequest request, HttpDone answered) ABSL_LOCKS_EXCLUDED(mutex_);

  // How often a held call was sent.
  int times_sent(CallId id) const ABSL_LOCKS_EXCLUDED(mutex_);

  // Ends a held call.
  void Finish(CallId id, HttpResult result) ABSL_LOCKS_EXCLUDED(mutex_);
  // The same on the thread of the timers, for callers inside a transport's Send() and Cancel().
  void FinishLater(CallId id, HttpResult result) ABSL_LOCKS_EXCLUDED(mutex_);

  // HttpTransport::Cancel() for any id.
  void Cancel(CallId id) ABSL_LOCKS_EXCLUDED(mutex_);

  // Runs `use`, which may call transports below, unless the transport has ended: then it returns false.
  bool WhileOpen(absl::FunctionRef<void()> use) ABSL_LOCKS_EXCLUDED(mutex_);
  // For the end of the transport. Ends the line with kCancelled before it returns, and later what lines up or
  // is sent after; waits for what runs in WhileOpen(), so that from then on nothing below is called. Calls
  // that were sent still come back. Not from inside Send() or WhileOpen().
  void End() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Call {
    HttpRequest request;
    HttpDone done;
    Timers::Id deadline_timer = 0;  // Set in line only.
    uint64_t sending = 0;           // Which Send() it is in; 0: none.
    CallId next_id = 0;             // Of the next transport; 0 while that one's Send() runs.
    int times_sent = 0;
    bool cancelled = false;
  };

  void LeaveLineLocked(CallId id, Call* call) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void RunLater(HttpDone done, HttpResult result);
  HttpDone Close(CallId id) ABSL_LOCKS_EXCLUDED(mutex_);
  // Takes a certain call out of the line; false when it is not there (any more).
  bool Take(CallId id) ABSL_LOCKS_EXCLUDED(mutex_);
  bool IsCancelled(CallId id, uint64_t sending, CallId next_id) ABSL_LOCKS_EXCLUDED(mutex_);
  void OnAnswer(CallId id, uint64_t sending) ABSL_LOCKS_EXCLUDED(mutex_);

  HttpTransport* const next_;
  Timers* const timers_;
  const size_t max_waiting_;

  mutable Mutex mutex_;
  CallId last_id_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t last_sending_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<CallId, Call> calls_ ABSL_GUARDED_BY(mutex_);
  Condition left_;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  int inside_ ABSL_GUARDED_BY(mutex_) = 0;         // How many threads run in WhileOpen().
  std::set<CallId> line_ ABSL_GUARDED_BY(mutex_);  // Ids rise, so this is the order of Open().
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_HTTP_OUTGOING_CALLS_H_
