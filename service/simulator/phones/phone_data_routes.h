#ifndef CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_DATA_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_DATA_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

// BatchExportCloudPhoneData: the files land in the object store when the job ends.
Response ExportData(const Call& call);
// BatchImportCloudPhoneData.
Response ImportData(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_DATA_ROUTES_H_
