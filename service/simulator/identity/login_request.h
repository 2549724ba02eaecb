#ifndef CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_LOGIN_REQUEST_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_LOGIN_REQUEST_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace cloudphone::simulator {

// By id, by name, or both; empty where not given.
struct Reference {
  std::string id;
  std::string name;

  bool empty() const { return id.empty() && name.empty(); }
  // Whether all that is given is that.
  bool Is(absl::string_view other_id, absl::string_view other_name) const {
    return !empty() && (id.empty() || id == other_id) && (name.empty() || name == other_name);
  }
};

// What a token is to be for: at most one of the two.
struct Scope {
  absl::optional<Reference> project;
  absl::optional<Reference> domain;
};

// A login by password (the vendor's documents of IAM).
struct LoginRequest {
  Reference user;
  Reference domain;  // Of the user; not needed where the user is given by id.
  std::string password;
  Scope scope;
};

// A login by what another identity provider says of the user (the vendor's documents of IAM).
struct IdTokenLogin {
  std::string id_token;
  Scope scope;
};

// Reads the body of a login; nothing where it is no JSON, where a part is missing or of another type, or
// where the method is another than password (a passcode beside it does no harm). Of two scopes the project's
// wins.
absl::optional<LoginRequest> ReadLogin(absl::string_view body);
// The same for a login by id token.
absl::optional<IdTokenLogin> ReadIdTokenLogin(absl::string_view body);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_LOGIN_REQUEST_H_
