#ifndef CLOUDPHONE_SERVICE_GATEWAY_ACCOUNT_CONFIG_H_
#define CLOUDPHONE_SERVICE_GATEWAY_ACCOUNT_CONFIG_H_

#include <string>

#include "absl/status/statusor.h"
#include "adapters/credentials/environment.h"
#include "cloudphone/config/v1/account.pb.h"
#include "service/gateway/accounts/cloud_account.h"

namespace cloudphone {

// The account that a configuration which passed CheckConfig() describes. Reads its secrets; an error begins
// with the secret's place, which is below `path` ("accounts[0]").
absl::StatusOr<AccountOptions> MakeAccountOptions(const config::v1::Account& account, const std::string& path,
                                                  EnvironmentLookup environment);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_ACCOUNT_CONFIG_H_
