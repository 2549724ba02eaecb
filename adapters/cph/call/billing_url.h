#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_BILLING_URL_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_BILLING_URL_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cloudphone {

// Where an account was opened. The billing service of the other site refuses it.
enum class BillingSite { kChina, kInternational };

// The site that accounts in a region are mostly of: an account may use regions of the other one.
BillingSite SiteOfRegion(absl::string_view region);

// Scheme and host of the billing service, one for all regions of a site, by the vendor's API reference.
std::string BillingUrl(BillingSite site);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_BILLING_URL_H_
