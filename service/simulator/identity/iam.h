#ifndef CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_IAM_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_IAM_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/simulator/http/http_message.h"
#include "service/simulator/identity/host_metadata.h"
#include "service/simulator/identity/login_request.h"
#include "service/simulator/identity/temporary_keys.h"
#include "service/simulator/identity/tokens.h"
#include "service/simulator/simulator.h"

namespace cloudphone::simulator {

class JsonAnswer;

// The identity service: one account with one user and two projects; and what a host tells a virtual machine
// of its agency. Not thread-safe.
class Iam {
 public:
  explicit Iam(const SimulatorOptions& options);

  // Whether a request is for this service, by its path.
  static bool Serves(const Request& request);
  // Whether it needs no credentials.
  static bool IsLogin(const Request& request);

  // Answers a request that was admitted, or a login. `callers_project` is that of the credentials; empty: of
  // the account, or none came.
  Response Answer(const Request& request, const std::string& request_id, const std::string& callers_project,
                  absl::Time now);

  // The temporary keys that it gave out.
  TemporaryKeys& temporary_keys() { return temporary_keys_; }
  // Null where the token was never given out.
  const Token* FindToken(absl::string_view text) const { return tokens_.Find(text); }

 private:
  struct Project {
    std::string id;
    std::string name;
    std::string parent_id;
  };
  // One request and what its answer needs.
  struct Call {
    const Request& request;
    const std::string& request_id;
    const std::string& callers_project;
    absl::Time now;

    // Of this server, as the client knows it.
    std::string Url(absl::string_view path) const;
    std::string Query(absl::string_view name) const;
  };
  struct RouteRow;

  Response LogIn(const Call& call);
  Response ShowToken(const Call& call);
  Response LogInByIdToken(const Call& call);
  Response CreateTemporaryKey(const Call& call);
  Response CreateMetadataToken(const Call& call);
  Response ShowSecurityKey(const Call& call);
  Response ListProjects(const Call& call);
  Response ListDomains(const Call& call);
  Response ListUsers(const Call& call);
  // For a user who proved who he is, by his password or (`provider`) by an identity provider.
  Response IssueToken(const Call& call, const Scope& scope, const std::string& provider);
  // With `text` in the header, where the vendor has it.
  Response TokenAnswer(const Call& call, int status, const Token& token, const std::string& text) const;
  void WriteCatalog(const Call& call, const Token& token, JsonAnswer* json) const;
  const Project* FindProject(const Reference& wanted) const;

  const std::string user_;
  const std::string password_;
  const std::string domain_;
  const std::string region_;
  const std::string identity_provider_;
  const std::string id_token_;
  const std::vector<Project> projects_;
  TokenStore tokens_;
  TemporaryKeys temporary_keys_;
  HostMetadata host_metadata_;
};

// The two forms that errors of this service have (the vendor's documents of IAM).
Response KeystoneError(int status, absl::string_view message, const std::string& request_id);
Response IamError(int status, absl::string_view code, absl::string_view message,
                  const std::string& request_id);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_IAM_H_
