#ifndef CLOUDPHONE_SERVICE_SIMULATOR_FAULT_PLAN_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_FAULT_PLAN_H_

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "adapters/runtime/mutex.h"
#include "service/simulator/http/hold.h"
#include "service/simulator/http/http_message.h"

namespace cloudphone::simulator {

// Which requests are meant: by method, or any where it is empty, and by the last segments of the path, where
// "*" is any segment. {"POST", "phones/batch-restart"}; {"GET", "jobs/*"}; {"", ""} is every request.
struct RoutePattern {
  std::string method;
  std::string suffix;
};

// Whether a request for that path is one of them.
bool Fits(const RoutePattern& route, absl::string_view method, absl::string_view path);

// An answer in place of the cloud's. `{request_id}` in the body stands for the id of the request.
struct CannedAnswer {
  int status = 500;
  std::string body = "";
  std::vector<std::pair<std::string, std::string>> headers = {};  // Content-Type too, where it is no JSON.
};

// What a test wants to go wrong, and what it wants to know of the requests that came. Requests are looked at
// when they have passed the check of the signature or token, logins at once. Each fault befalls the next
// request of its routes, in the order of the faults. Thread-safe.
class FaultPlan {
 public:
  // Answers `times` requests with that, and serves none of them.
  void Answer(RoutePattern route, CannedAnswer answer, int times = 1);
  // The same in the vendor's form.
  void Refuse(RoutePattern route, int status, absl::string_view code, absl::string_view message,
              int times = 1);
  // The vendor's answer to too many calls: 429 APIGW.0308, which names a window; with the header Retry-After
  // where one is given, which the vendor does not promise.
  void Throttle(RoutePattern route, int times = 1, const std::string& retry_after = "");
  // Ends the connection without an answer, before the call is served or after it took effect.
  void CutBefore(RoutePattern route, int times = 1);
  void CutAfter(RoutePattern route, int times = 1);
  // Serves one request and keeps its answer back until Release(); the server serves others meanwhile. An
  // answer that is never released ends with the server.
  std::shared_ptr<Hold> HoldNext(RoutePattern route);
  // Forgets the faults that have not befallen yet.
  void Clear();

  // How many requests came so far, with faults or without.
  size_t Count(const RoutePattern& route) const;
  // The same, path by path.
  struct Counted {
    std::string method;
    std::string path;
    size_t count = 0;
  };
  std::vector<Counted> Counts(const RoutePattern& route) const;
  // Forgets the faults and what came.
  void Reset();
  // Waits until that many came; false after ten seconds of real time, so that a test fails and does not hang.
  bool WaitForCount(const RoutePattern& route, size_t count) const;
  // How many did not pass the check of the signature or token.
  size_t CountRefused() const;
  // Keeps all that comes from now on, for Seen().
  void Record();
  // What was kept, in its order.
  std::vector<Request> Seen(const RoutePattern& route) const;

  // For the cloud: serves one admitted request, or does to it what is planned.
  Response Apply(const Request& request, const std::string& request_id, absl::FunctionRef<Response()> serve);
  // For the cloud: a request was not admitted.
  void NoteRefused();

 private:
  struct Fault {
    enum class Kind { kAnswer, kCutBefore, kCutAfter, kHold };
    RoutePattern route;
    Kind kind;
    int times = 1;
    CannedAnswer answer = {};
    std::shared_ptr<Hold> hold = nullptr;
  };

  void Add(Fault fault);
  // Counts and keeps the request; its fault, if there is one.
  absl::optional<Fault> Meet(const Request& request);
  size_t CountLocked(const RoutePattern& route) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable Mutex mutex_;
  mutable Condition counted_;
  std::list<Fault> faults_ ABSL_GUARDED_BY(mutex_);
  std::map<std::pair<std::string, std::string>, size_t> counts_ ABSL_GUARDED_BY(mutex_);  // Method, path.
  size_t refused_ ABSL_GUARDED_BY(mutex_) = 0;
  bool recording_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Request> seen_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_FAULT_PLAN_H_
