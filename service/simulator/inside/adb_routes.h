#ifndef CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_ADB_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_ADB_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

// InstallApk, UninstallApk, PushFile and RunShellCommand: `command` tells them apart.
Response RunCommand(const Call& call);
Response RunSyncCommand(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_ADB_ROUTES_H_
