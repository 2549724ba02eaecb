#ifndef CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_ADB_REQUEST_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_ADB_REQUEST_H_

#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "service/simulator/errors.h"
#include "service/simulator/jobs.h"
#include "service/simulator/object_store/object_path.h"

namespace cloudphone::simulator {

// What an ADB call asks for.
struct AdbRequest {
  Action action = Action::kShell;
  std::string content;              // Of a shell command or an uninstall.
  std::vector<ObjectPath> objects;  // Of an install or a push.
  std::vector<std::string> phone_ids;
  std::vector<std::string> server_ids;  // Only where there are no phone_ids: those win.
};

// Reads the body of POST phones/commands; returns why the whole call is refused.
absl::optional<VendorError> ReadAdbRequest(const std::string& text, AdbRequest* request);
// The same of POST phones/sync-commands, which takes shell commands alone, and at most 15 phones.
absl::optional<VendorError> ReadSyncRequest(const std::string& text, AdbRequest* request);

constexpr size_t kMaxSyncPhones = 15;

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_ADB_REQUEST_H_
