#ifndef CLOUDPHONE_ADAPTERS_CREDENTIALS_IAM_CALLS_H_
#define CLOUDPHONE_ADAPTERS_CREDENTIALS_IAM_CALLS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/credentials/account_gate.h"
#include "adapters/http/http_transport.h"

namespace cloudphone {

// What an account that logs in by name proves itself by. The password is shown nowhere.
struct IamLogin {
  std::string endpoint;  // Scheme, host and port of the identity service; IamEndpoint() has the usual one.
  std::string domain;    // The name of the account; for the account itself the same as `user`.
  std::string user;
  std::string password;
  // What the token is to be good for: the id of a project, or by default the main project of a region, whose
  // name is the region's.
  std::string project_id;
  std::string region;
};

// What a login gives.
struct IamToken {
  std::string value;  // A secret, up to 16 KB.
  std::string project_id;
  absl::Time expires;  // By our clock.
};

// The call that logs in: POST /v3/auth/tokens, password and project scope, without the catalog.
HttpRequest LoginRequest(const IamLogin& login, absl::Time deadline);

// Reads the answer to it, which came at `now`. Errors: kPermissionDenied the service refused, and will until
// somebody mends something; kUnavailable it said nothing of use, another try may do. The text names what went
// wrong and, where the answer has one, the service's id for it; never a secret.
absl::StatusOr<IamToken> ReadLogin(const HttpResult& result, absl::Time now);

// The call that asks for the projects named like `region`: GET /v3/projects. It is to be signed.
HttpRequest ProjectsRequest(absl::string_view endpoint, absl::string_view region, absl::Time deadline);

// Reads the id of the one project in the answer to it. Errors as above; none and several are
// kPermissionDenied, as the vendor's SDKs have it.
absl::StatusOr<std::string> ReadProjects(const HttpResult& result, absl::string_view region);

// How an AccountGate takes such a status.
AccountGate::Outcome OutcomeOf(const absl::Status& status);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CREDENTIALS_IAM_CALLS_H_
