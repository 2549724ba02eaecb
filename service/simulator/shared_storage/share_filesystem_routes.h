#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SHARED_STORAGE_SHARE_FILESYSTEM_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SHARED_STORAGE_SHARE_FILESYSTEM_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

Response AttachShareFilesystem(const Call& call);
Response DetachShareFilesystem(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SHARED_STORAGE_SHARE_FILESYSTEM_ROUTES_H_
