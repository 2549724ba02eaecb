#ifndef CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_BINDINGS_H_
#define CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_BINDINGS_H_

#include "adapters/cph/binding/call_binding.h"
#include "cloudphone/v1/job_service.pb.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"

namespace cloudphone {

// The bindings of the public contract, compiled once.
inline const BindingTable& ContractBindings() {
  static const auto* const kTable = [] {
    auto table = BindingTable::Compile(
        {v1::ListPhonesRequest::descriptor()->file()->FindServiceByName("PhoneService"),
         v1::ListServersRequest::descriptor()->file()->FindServiceByName("ServerService"),
         v1::ListJobsRequest::descriptor()->file()->FindServiceByName("JobService")});
    return table.value().release();
  }();
  return *kTable;
}

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_BINDINGS_H_
