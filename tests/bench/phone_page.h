#ifndef CLOUDPHONE_TESTS_BENCH_PHONE_PAGE_H_
#define CLOUDPHONE_TESTS_BENCH_PHONE_PAGE_H_

#include <string>

#include "cloudphone/v1/phone_service.pb.h"

namespace cloudphone {

constexpr int kMostPhonesInPage = 100;

// The answer of ListCloudPhones with so many phones, in the vendor's form and key order.
std::string PhonePageJson(int phones);

// The answer of ShowCloudPhoneDetail for a running phone whose agent listens at HOST:PORT; empty: it has
// none.
std::string PhoneJson(const std::string& agent);

// The same page as the contract has it, field by field out of rows that are there: what a server that needs
// no cloud would do. `phones` is at most kMostPhonesInPage.
void FillPhonePage(int phones, v1::ListPhonesResponse* page);

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_BENCH_PHONE_PAGE_H_
