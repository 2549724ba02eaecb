#ifndef CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_WATCHER_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_WATCHER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "service/gateway/resources/resource_type.h"

namespace cloudphone {

// Names a watch of a ResourceHub; zero names none.
using ResourceWatchId = uint64_t;

// What a look showed, shared by everybody who is told of it. A resource is in at most one of the lists.
struct ResourceNews {
  std::vector<SharedResource> rows;  // To Watch(): new and changed ones. To Follow(): those that were seen.
  std::vector<std::string> left;     // Still there, but no longer selected. To Watch() only.
  std::vector<std::string> deleted;  // There is no such resource.
  std::vector<std::string> unread;   // Could not be read this time. To Follow() only.

  bool empty() const { return rows.empty() && left.empty() && deleted.empty() && unread.empty(); }
};

// Who watches resources. The hub calls on its own thread, one call at a time, under no lock that a watcher
// could want; a watcher must not wait. OnEnd is the last call.
class ResourceWatcher {
 public:
  virtual ~ResourceWatcher() = default;

  // To Watch() the first one is the snapshot: every selected resource, maybe none.
  virtual void OnNews(const ResourceNews& news) = 0;
  // Nothing changed for a while, or the snapshot takes its time. To Watch() only.
  virtual void OnHeartbeat() = 0;
  // OK: the time of Follow() is over.
  virtual void OnEnd(absl::Status status) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_WATCHER_H_
