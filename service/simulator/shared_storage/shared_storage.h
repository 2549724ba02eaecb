#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SHARED_STORAGE_SHARED_STORAGE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SHARED_STORAGE_SHARED_STORAGE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/simulator/inside/file_tree.h"
#include "service/simulator/servers/servers.h"

namespace cloudphone::simulator {

// A version of an app that all phones of a server share, and when it was there.
struct SharedApp {
  std::string package_name;
  std::string version;
  absl::Time from = {};
  absl::Time until = absl::InfiniteFuture();
};

// What the phones of a server share.
struct SharedStorage {
  FileTree files;
  std::vector<SharedApp> apps;                     // Those that went too, as snapshots are older than now.
  std::map<std::string, std::string> filesystems;  // Mounted ones: id and path of the sub-directory.
};

// That of a new server. The app of the vendor's samples is in it, com.cph.config, in two versions.
SharedStorage FactorySharedStorage(absl::Time time);

// How large the shared disk of a server is, in GB: as it was bought, else as its phone model's extend_spec
// has it in max_share_disk_size_g; nothing where that does not: the server has no shared storage.
absl::optional<int> SharedDiskGb(const Server& server);

// Adds a version of an app; one that is there already stays.
void AddSharedApp(const std::string& package_name, const std::string& version, absl::Time now,
                  SharedStorage* storage);
// Removes all versions of an app, and its files.
void RemoveSharedApp(const std::string& package_name, absl::Time now, SharedStorage* storage);

// When the last snapshot of shared apps was taken: each two hours (the vendor's API reference,
// ListShareAppsSnapshot).
absl::Time LastSnapshot(absl::Time now);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SHARED_STORAGE_SHARED_STORAGE_H_
