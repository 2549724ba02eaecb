#ifndef CLOUDPHONE_ADAPTERS_CREDENTIALS_TOKEN_TRANSPORT_H_
#define CLOUDPHONE_ADAPTERS_CREDENTIALS_TOKEN_TRANSPORT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "adapters/credentials/account_listeners.h"
#include "adapters/credentials/iam_calls.h"
#include "adapters/credentials/token_keeper.h"
#include "adapters/http/http_transport.h"
#include "adapters/runtime/timers.h"

namespace cloudphone {

// Sends every request with a token of the identity service, which it logs in to by name and password
// (TokenKeeper has the rules). A call that finds no token waits for the login; one whose token died is sent
// once more with a new one, a write too: what the upstream refuses with 401 it has not begun. Where the URL
// leaves the project open (kProjectIdPlaceholder), that of the token is filled in.
//
// What the port promises holds, with these additions: a call that was never sent fails with maybe_sent =
// false, on the thread of `timers` or on a loop; one that waits fails with kTimedOut at its deadline, with
// kCancelled on Cancel() or at the end of this object, with kTooManyWaiting when too many wait. A 401 that
// another token could not mend reaches its caller as an answer. Thread-safe. No text given out holds a
// password or a token.
class TokenTransport final : public HttpTransport {
 public:
  struct Options {
    TokenKeeper::Options keeper;
    absl::Duration login_timeout = absl::Seconds(10);
    size_t max_waiting = 1000;
    uint64_t seed = 0;  // Spreads the logins of several programs.
    StateListener on_state_change;
    TroubleListener on_trouble;  // A login failed, though calls may go on.
  };

  // Logins go by `iam`, calls by `next`; both may be one. They must outlive this object, `timers` the last
  // `done` of its calls too.
  TokenTransport(HttpTransport* next, HttpTransport* iam, IamLogin login, Timers* timers, Options options);
  // Ends the calls that wait, before it returns. Those that were sent end as `next` ends them.
  ~TokenTransport() override;

  CallId Send(HttpRequest request, HttpDone done) override;
  void Cancel(CallId id) override;

 private:
  class Core;
  // Shared with the callbacks of calls that were sent, which may outlive this object.
  const std::shared_ptr<Core> core_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CREDENTIALS_TOKEN_TRANSPORT_H_
