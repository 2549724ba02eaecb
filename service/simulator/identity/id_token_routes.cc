// Logging in by the token of another identity provider, as workloads of a cluster do (the vendor's documents
// of IAM).

#include "service/simulator/identity/iam.h"

namespace cloudphone::simulator {

// Unverified: the forms and codes of its refusals.
Response Iam::LogInByIdToken(const Call& call) {
  const absl::string_view provider = call.request.Header("X-Idp-Id");
  if (provider.empty())
    return IamError(400, "IAM.0072", "'X-Idp-Id' is a required property.", call.request_id);
  const absl::optional<IdTokenLogin> login = ReadIdTokenLogin(call.request.body);
  if (!login.has_value()) return IamError(400, "IAM.0011", "Request body is invalid.", call.request_id);
  // One answer to both, so that nobody learns which providers there are.
  if (provider != identity_provider_ || login->id_token != id_token_)
    return IamError(401, "IAM.0001", "The request you have made requires authentication.", call.request_id);
  return IssueToken(call, login->scope, identity_provider_);
}

}  // namespace cloudphone::simulator
