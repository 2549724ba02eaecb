#ifndef CLOUDPHONE_ADAPTERS_HTTP_LIMITED_TRANSPORT_H_
#define CLOUDPHONE_ADAPTERS_HTTP_LIMITED_TRANSPORT_H_

#include <cstddef>
#include <memory>

#include "adapters/http/http_transport.h"
#include "adapters/runtime/timers.h"

namespace cloudphone {

// Lets so many calls run at once and has the others wait, in the order in which they came: an upstream that
// grows slow is not given more and more to do.
//
// What the port promises holds, with these additions: a call that was never sent fails with maybe_sent =
// false, on the thread of `timers` or on the loop: with kTimedOut at its deadline, kCancelled on Cancel() or
// at the end of this object, kTooManyWaiting when too many wait. Thread-safe.
class LimitedTransport final : public HttpTransport {
 public:
  struct Options {
    size_t max_running = 64;
    size_t max_waiting = 1000;
  };

  // `next` must outlive this object, `timers` the last `done` of its calls too.
  LimitedTransport(HttpTransport* next, Timers* timers, Options options);
  // Ends the calls that wait, before it returns. Those that were sent end as `next` ends them.
  ~LimitedTransport() override;

  CallId Send(HttpRequest request, HttpDone done) override;
  void Cancel(CallId id) override;

 private:
  class Core;
  // Shared with the callbacks of calls that were sent, which may outlive this object.
  const std::shared_ptr<Core> core_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_HTTP_LIMITED_TRANSPORT_H_
