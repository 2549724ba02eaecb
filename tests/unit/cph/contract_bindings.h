#ifndef CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_BINDINGS_H_
#define CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_BINDINGS_H_

#include "adapters/cph/binding/call_binding.h"
#include "cloudphone/upstream/v1/shared_file_jobs_service.pb.h"
#include "cloudphone/v1/adb_service.pb.h"
#include "cloudphone/v1/input_service.pb.h"
#include "cloudphone/v1/job_service.pb.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"
#include "cloudphone/v1/shared_storage_service.pb.h"

namespace cloudphone {

// The bindings of the services that these tests call, compiled once.
inline const BindingTable& ContractBindings() {
  static const auto* const kTable = [] {
    auto table = BindingTable::Compile(
        {v1::ListPhonesRequest::descriptor()->file()->FindServiceByName("PhoneService"),
         v1::ListServersRequest::descriptor()->file()->FindServiceByName("ServerService"),
         v1::ListJobsRequest::descriptor()->file()->FindServiceByName("JobService"),
         v1::InstallApkRequest::descriptor()->file()->FindServiceByName("AdbService"),
         v1::ListSharedFilesRequest::descriptor()->file()->FindServiceByName("SharedStorageService"),
         v1::SendInputRequest::descriptor()->file()->FindServiceByName("InputService"),
         upstream::v1::StartListSharedFilesRequest::descriptor()->file()->FindServiceByName(
             "SharedFileJobsService")});
    return table.value().release();
  }();
  return *kTable;
}

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_BINDINGS_H_
