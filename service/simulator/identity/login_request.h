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

// A login by password (auth.md, section 2).
struct LoginRequest {
  Reference user;
  Reference domain;  // Of the user; not needed where the user is given by id.
  std::string password;
  // What the token is for: at most one of the two.
  absl::optional<Reference> project_scope;
  absl::optional<Reference> domain_scope;
};

// Reads the body of a login; nothing where it is no JSON, where a part is missing or of another type, or
// where the method is another than password (a passcode beside it does no harm). Of two scopes the project's
// wins.
absl::optional<LoginRequest> ReadLogin(absl::string_view body);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_LOGIN_REQUEST_H_
