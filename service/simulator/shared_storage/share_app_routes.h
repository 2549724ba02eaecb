#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SHARED_STORAGE_SHARE_APP_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SHARED_STORAGE_SHARE_APP_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

Response PushShareApps(const Call& call);
Response DeleteShareApps(const Call& call);
// What the last snapshot found, which is taken each two hours.
Response ListShareAppsSnapshot(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SHARED_STORAGE_SHARE_APP_ROUTES_H_
