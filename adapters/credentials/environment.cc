#include "adapters/credentials/environment.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "adapters/credentials/project_id.h"

namespace cloudphone {
namespace {

constexpr char kAccessKey[] = "HUAWEICLOUD_SDK_AK";
constexpr char kSecretKey[] = "HUAWEICLOUD_SDK_SK";
constexpr char kSecurityToken[] = "HUAWEICLOUD_SDK_SECURITY_TOKEN";
constexpr char kProjectId[] = "HUAWEICLOUD_SDK_PROJECT_ID";

std::string ValueOf(const char* name, EnvironmentLookup lookup) {
  const char* const value = lookup(name);
  return value == nullptr ? "" : value;
}

// Keys and tokens go into headers; a space or a line feed in one comes from a careless paste.
absl::Status CheckSecret(absl::string_view name, absl::string_view value) {
  if (std::all_of(value.begin(), value.end(), absl::ascii_isgraph)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(name, " holds a space, a control character or a character outside ASCII"));
}

absl::Status CheckProjectId(absl::string_view value) {
  if (value.empty() || IsProjectId(value)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(kProjectId, " is not 1 to 64 letters, digits, '-' and '_'"));
}

// Fine when both keys are set.
absl::Status CheckComplete(const EnvironmentCredentials& read) {
  std::vector<absl::string_view> missing;
  if (read.key.access_key.empty()) missing.push_back(kAccessKey);
  if (read.key.secret_key.empty()) missing.push_back(kSecretKey);
  if (missing.empty()) return absl::OkStatus();
  if (missing.size() == 2 && read.key.security_token.empty() && read.project_id.empty()) {
    return absl::NotFoundError(absl::StrCat("neither ", kAccessKey, " nor ", kSecretKey, " is set"));
  }
  return absl::InvalidArgumentError(absl::StrCat("the environment holds a part of the credentials, but not ",
                                                 absl::StrJoin(missing, " and ")));
}

}  // namespace

absl::StatusOr<EnvironmentCredentials> CredentialsFromEnvironment(EnvironmentLookup lookup) {
  EnvironmentCredentials read;
  read.key.access_key = ValueOf(kAccessKey, lookup);
  read.key.secret_key = ValueOf(kSecretKey, lookup);
  read.key.security_token = ValueOf(kSecurityToken, lookup);
  read.project_id = ValueOf(kProjectId, lookup);
  absl::Status status = CheckComplete(read);
  status.Update(CheckSecret(kAccessKey, read.key.access_key));
  status.Update(CheckSecret(kSecretKey, read.key.secret_key));
  status.Update(CheckSecret(kSecurityToken, read.key.security_token));
  status.Update(CheckProjectId(read.project_id));
  if (!status.ok()) return status;
  return read;
}

absl::StatusOr<EnvironmentCredentials> CredentialsFromEnvironment() {
  return CredentialsFromEnvironment([](const char* name) -> const char* { return std::getenv(name); });
}

}  // namespace cloudphone
