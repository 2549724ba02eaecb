#ifndef CLOUDPHONE_ADAPTERS_CREDENTIALS_SIGNING_TRANSPORT_H_
#define CLOUDPHONE_ADAPTERS_CREDENTIALS_SIGNING_TRANSPORT_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "adapters/credentials/account_gate.h"
#include "adapters/credentials/signer.h"
#include "adapters/http/http_transport.h"
#include "adapters/runtime/timers.h"

namespace cloudphone {

// Told of each change of the account's state or pause (zero unless kStopped), under no lock, on the thread
// that learned of it: the loop of the inner transport. With several loops two changes may be told at the same
// time.
using StateListener = absl::AnyInvocable<void(AccountState, absl::Duration pause)>;

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

  // `next` and `timers` must outlive this object and the last `done` of its calls; an empty `project_id` is
  // not sent.
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
