#ifndef CLOUDPHONE_ADAPTERS_CREDENTIALS_IAM_ENDPOINT_H_
#define CLOUDPHONE_ADAPTERS_CREDENTIALS_IAM_ENDPOINT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cloudphone {

// Scheme and host of the identity service (IAM) for a region: its own where it has one, else the global one,
// whose tokens hold in all regions. Source: the region tables of the vendor's SDKs.
std::string IamEndpoint(absl::string_view region);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CREDENTIALS_IAM_ENDPOINT_H_
