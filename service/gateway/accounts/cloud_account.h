#ifndef CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_CLOUD_ACCOUNT_H_
#define CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_CLOUD_ACCOUNT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "adapters/cph/call/cph_client.h"
#include "adapters/credentials/iam_calls.h"
#include "adapters/credentials/signer.h"
#include "adapters/http/curl_transport.h"
#include "adapters/http/limited_transport.h"
#include "adapters/runtime/rate_budget.h"
#include "adapters/runtime/timers.h"
#include "service/gateway/accounts/account.h"

namespace cloudphone {

// What an account is: where its calls go, what they prove themselves by, and how much of the upstream it may
// use.
struct AccountOptions {
  std::string name = "default";  // As callers name it in x-cloudphone-account.
  Endpoint endpoint;             // An empty project id is found out from the identity service.
  std::string region;            // The vendor's id of it; for finding out the project id.
  std::string iam_endpoint;      // Scheme, host and port of the identity service.
  std::string object_endpoint;   // The same of the object store; empty: there is none.
  StagingArea staging;
  AccessKey key;  // Signs the calls, unless there is a login.
  absl::Time key_expires = absl::InfiniteFuture();
  absl::optional<IamLogin> login;
  CurlTransportOptions http;
  LimitedTransport::Options calls;
  RateBudget::Options
      reads;  // What all watching and waiting together may read; calls are not held back by it.
  RetryOptions retry;
  SyncCommandLimits sync_commands;
  bool looks_first = true;  // Reads before writes that may be hopeless.
  JobHubOptions jobs;
  ResourceHubOptions resources;  // Of phones and of servers.
};

// An account with an upstream: everything between the RPCs and the cloud.
class CloudAccount final : public Account {
 public:
  // Builds every part; sends nothing. `bindings` and the timers outlive it; `hub_timers` may be those of
  // other accounts, too. A CA file that cannot be read is an error of one line.
  static absl::StatusOr<std::unique_ptr<CloudAccount>> Create(AccountOptions options,
                                                              const BindingTable* bindings, Timers* timers,
                                                              Timers* hub_timers);
  // Ends the calls that are out.
  ~CloudAccount() override;

  const std::string& name() const override;
  CphClient& client() override;
  JobHub& job_hub() override;
  ResourceHub& phone_hub() override;
  ResourceHub& server_hub() override;
  ObjectStore* objects() override;
  const StagingArea& staging() const override;
  SeenObjects& seen_objects() override;
  bool looks_first() const override;
  void Stop() override;

 private:
  struct Parts;
  explicit CloudAccount(std::unique_ptr<Parts> parts);

  const std::unique_ptr<Parts> parts_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_CLOUD_ACCOUNT_H_
