#ifndef CLOUDPHONE_ADAPTERS_CREDENTIALS_ENVIRONMENT_H_
#define CLOUDPHONE_ADAPTERS_CREDENTIALS_ENVIRONMENT_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "adapters/credentials/signer.h"

namespace cloudphone {

struct EnvironmentCredentials {
  AccessKey key;
  std::string project_id;  // Empty when the environment names none.
};

// The value of an environment variable, or null; as getenv().
using EnvironmentLookup = absl::FunctionRef<const char*(const char* name)>;

// Reads the variables that the vendor's SDKs read: HUAWEICLOUD_SDK_AK, _SK, _SECURITY_TOKEN and _PROJECT_ID.
// An empty variable counts as not set. Errors: kNotFound none is set; kInvalidArgument some are set without
// the keys, or a value cannot be right. The text names the variable, never its value.
absl::StatusOr<EnvironmentCredentials> CredentialsFromEnvironment(EnvironmentLookup lookup);

// The same from the environment of this process; for start-up, before anything changes it.
absl::StatusOr<EnvironmentCredentials> CredentialsFromEnvironment();

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CREDENTIALS_ENVIRONMENT_H_
