#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SHARED_STORAGE_SHARE_FILE_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SHARED_STORAGE_SHARE_FILE_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

// PushShareFiles and DeleteShareFiles: who names file_paths deletes.
Response ChangeShareFiles(const Call& call);
// A GET that starts jobs.
Response ListShareFiles(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SHARED_STORAGE_SHARE_FILE_ROUTES_H_
