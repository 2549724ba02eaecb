#ifndef CLOUDPHONE_SERVICE_SERVING_CONFIG_ACCOUNT_CHECK_H_
#define CLOUDPHONE_SERVICE_SERVING_CONFIG_ACCOUNT_CHECK_H_

#include "cloudphone/config/v1/account.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "service/serving/config/fault_finder.h"

namespace cloudphone {

// The part of CheckConfig() that looks at the accounts.
void CheckAccounts(const google::protobuf::RepeatedPtrField<config::v1::Account>& accounts,
                   FaultFinder* finder);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_CONFIG_ACCOUNT_CHECK_H_
