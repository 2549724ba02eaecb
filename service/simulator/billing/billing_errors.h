#ifndef CLOUDPHONE_SERVICE_SIMULATOR_BILLING_BILLING_ERRORS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_BILLING_BILLING_ERRORS_H_

#include "service/simulator/errors.h"

namespace cloudphone::simulator {

// The vendor's billing API reference; the texts are ours where no document gives one.
constexpr VendorError kBadBillingParameter = {400, "CBC.0100", "Parameter error."};
constexpr VendorError kInvalidBillingParameter = {400, "CBC.0101", "Invalid parameter."};
constexpr VendorError kOtherSite = {403, "CBC.0156", "The account belongs to another site."};
constexpr VendorError kNoOrder = {400, "CBC.30000010", "The order does not exist."};
constexpr VendorError kNotCancellable = {400, "CBC.99005010",
                                         "The order is not in the pending payment status."};
constexpr VendorError kNotUnsubscribable = {
    400, "CBC.30000067", "The resource was unsubscribed or deleted, or is not synchronized yet."};
constexpr VendorError kResourceBusy = {400, "CBC.99003651", "Another operation on the resource is running."};
constexpr VendorError kNoRefund = {400, "CBC.99005026", "The order is no unsubscription."};
// Unverified: no document that we know names what a renewal fails with.
constexpr VendorError kNotRenewable = kNotUnsubscribable;
// Unverified: no document that we know names what a payment fails with.
constexpr VendorError kNotPayable = kNotCancellable;
constexpr VendorError kNoMoney = {400, "CBC.99006006", "The account balance is insufficient."};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_BILLING_BILLING_ERRORS_H_
