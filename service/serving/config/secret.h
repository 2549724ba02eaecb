#ifndef CLOUDPHONE_SERVICE_SERVING_CONFIG_SECRET_H_
#define CLOUDPHONE_SERVICE_SERVING_CONFIG_SECRET_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cloudphone/config/v1/account.pb.h"

namespace cloudphone {

// Reads a secret from where the configuration says that it is kept; a file's last line end is not part of it.
// `environment` is as getenv(). Errors are one line that begins with `path`, the secret's place in the
// configuration, and names the file or the variable, never what is in it: it cannot be read, is not set, is
// empty, or is more than one line. Reads files: for the start.
absl::StatusOr<std::string> ResolveSecret(const config::v1::Secret& secret, absl::string_view path,
                                          absl::FunctionRef<const char*(const char* name)> environment);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_CONFIG_SECRET_H_
