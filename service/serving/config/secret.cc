#include "service/serving/config/secret.h"

#include "absl/strings/str_cat.h"
#include "adapters/runtime/secret_file.h"

namespace cloudphone {
namespace {

using ::cloudphone::config::v1::Secret;

absl::Status Wrong(absl::string_view path, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", what));
}

}  // namespace

absl::StatusOr<std::string> ResolveSecret(const Secret& secret, absl::string_view path,
                                          absl::FunctionRef<const char*(const char* name)> environment) {
  if (secret.source_case() == Secret::kFile) {
    absl::StatusOr<std::string> value = ReadSecretFile(secret.file());
    if (!value.ok()) return Wrong(path, value.status().message());
    return value;
  }
  if (secret.source_case() != Secret::kEnvironment) return Wrong(path, "needs the key file or environment");
  const std::string where = absl::StrCat("the variable ", secret.environment());
  const char* const found = environment(secret.environment().c_str());
  if (found == nullptr) return Wrong(path, absl::StrCat(where, " is not set"));
  if (absl::Status checked = CheckSecret(found, where); !checked.ok()) return Wrong(path, checked.message());
  return std::string(found);
}

}  // namespace cloudphone
