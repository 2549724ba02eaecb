#include "adapters/cph/call/billing_url.h"

#include "absl/strings/match.h"

namespace cloudphone {

BillingSite SiteOfRegion(absl::string_view region) {
  return region.empty() || absl::StartsWith(region, "cn-") ? BillingSite::kChina
                                                           : BillingSite::kInternational;
}

std::string BillingUrl(BillingSite site) {
  return site == BillingSite::kChina ? "https://bss.myhuaweicloud.com" : "https://bss-intl.myhuaweicloud.com";
}

}  // namespace cloudphone
