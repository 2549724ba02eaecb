#ifndef CLOUDPHONE_ADAPTERS_CREDENTIALS_SIGNING_TRANSPORT_H_
#define CLOUDPHONE_ADAPTERS_CREDENTIALS_SIGNING_TRANSPORT_H_

#include <cstddef>
#include <memory>
#include <string>

#include "adapters/credentials/account_gate.h"
#include "adapters/credentials/account_listeners.h"
#include "adapters/credentials/signer.h"
#include "adapters/http/http_transport.h"
#include "adapters/runtime/timers.h"

namespace cloudphone {

// Signs every request at the moment it is sent, and keeps a refused key from being locked (AccountGate):
// until the upstream has accepted the credentials, calls wait for the one that tries them; while the account
// is stopped, calls fail with kHeldBack. An answer 401 itself reaches its caller as an answer.
//
// Dates are those of the upstream's clock, as far as its answers show it (ServerClock). A call that was
// refused by a wrong clock of ours is sent once more, and stops nothing.
//
// What the port promises holds, with these additions: a call that was never sent fails with maybe_sent =
// false, on the thread of `timers` or on the loop; one that waits fails with kTimedOut at its deadline, with
// kCancelled on Cancel() or at the end of this object. Thread-safe. No text given out holds a key, a token or
// a signature.
class SigningTransport final : public HttpTransport {
 public:
  struct Options {
    AccountGate::Options gate;
    size_t max_waiting = 1000;  // Calls beyond fail with kTooManyWaiting.
    StateListener on_state_change;
  };

  // `next` must outlive this object, `timers` the last `done` of its calls too; an empty `project_id` is not
  // sent.
  SigningTransport(HttpTransport* next, AccessKey key, std::string project_id, Timers* timers,
                   Options options);
  // Ends the calls that wait, before it returns. Those that were sent end as `next` ends them.
  ~SigningTransport() override;

  CallId Send(HttpRequest request, HttpDone done) override;
  void Cancel(CallId id) override;

 private:
  class Core;
  // Shared with the callbacks of calls that were sent and with timers, which may outlive this object.
  const std::shared_ptr<Core> core_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CREDENTIALS_SIGNING_TRANSPORT_H_
