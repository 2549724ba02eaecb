#ifndef CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_ACCOUNT_H_
#define CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_ACCOUNT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/cph/call/cph_client.h"
#include "adapters/credentials/signer.h"
#include "adapters/http/curl_transport.h"
#include "adapters/runtime/timers.h"
#include "service/gateway/jobs/job_hub.h"
#include "service/gateway/resources/resource_hub.h"

namespace cloudphone {

// What an account is: where its calls go, what they prove themselves by, and how much of the upstream it may
// use.
struct AccountOptions {
  std::string name = "default";  // As callers name it in x-cloudphone-account.
  Endpoint endpoint;
  AccessKey key;
  CurlTransportOptions http;
  RetryOptions retry;
  JobHubOptions jobs;
  ResourceHubOptions resources;  // Of phones and of servers.
};

// One account of the vendor's: everything between the RPCs and its upstream. Thread-safe.
class Account {
 public:
  // Builds every part; sends nothing. `bindings` and the timers outlive it; `hub_timers` may be those of
  // other accounts, too. A CA file that cannot be read is an error of one line.
  static absl::StatusOr<std::unique_ptr<Account>> Create(AccountOptions options, const BindingTable* bindings,
                                                         Timers* timers, Timers* hub_timers);
  // Ends the calls that are out.
  ~Account();

  const std::string& name() const;
  CphClient& client();
  JobHub& job_hub();
  ResourceHub& phone_hub();
  ResourceHub& server_hub();

  // Ends every exchange, writes that may have left too: for a drain whose time is over.
  void Stop();

 private:
  struct Parts;
  explicit Account(std::unique_ptr<Parts> parts);

  const std::unique_ptr<Parts> parts_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_ACCOUNT_H_
