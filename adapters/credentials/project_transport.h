#ifndef CLOUDPHONE_ADAPTERS_CREDENTIALS_PROJECT_TRANSPORT_H_
#define CLOUDPHONE_ADAPTERS_CREDENTIALS_PROJECT_TRANSPORT_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "adapters/credentials/account_gate.h"
#include "adapters/credentials/account_listeners.h"
#include "adapters/http/http_transport.h"
#include "adapters/runtime/timers.h"

namespace cloudphone {

// For accounts with keys whose project nobody named: finds its id by the name of the region, at the first
// call, and keeps it for ever. Stands above the SigningTransport, which signs the look-up like any call, and
// is made without a project. Fills the id into the URL (kProjectIdPlaceholder) and X-Project-Id.
//
// Until the id is known calls wait for one look-up at a time. A look-up that the identity service refuses, or
// that finds no project or several, fails the calls with kHeldBack, for a pause that grows (AccountGate); one
// without an answer fails those that wait with kNotConnected.
//
// What the port promises holds, with the additions of TokenTransport. Thread-safe.
class ProjectTransport final : public HttpTransport {
 public:
  struct Options {
    AccountGate::Options gate;
    absl::Duration look_up_timeout = absl::Seconds(10);
    size_t max_waiting = 1000;
    TroubleListener on_trouble;  // A look-up failed.
  };

  // `iam_endpoint` as IamLogin has it. `next` must outlive this object, `timers` the last `done` of its calls
  // too.
  ProjectTransport(HttpTransport* next, std::string iam_endpoint, std::string region, Timers* timers,
                   Options options);
  // Ends the calls that wait, before it returns. Those that were sent end as `next` ends them.
  ~ProjectTransport() override;

  CallId Send(HttpRequest request, HttpDone done) override;
  void Cancel(CallId id) override;

 private:
  class Core;
  // Shared with the callbacks of calls that were sent, which may outlive this object.
  const std::shared_ptr<Core> core_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CREDENTIALS_PROJECT_TRANSPORT_H_
