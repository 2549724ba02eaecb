#ifndef CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_HUB_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_HUB_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "adapters/runtime/rate_budget.h"
#include "adapters/runtime/timers.h"
#include "service/gateway/resources/resource_hub_options.h"
#include "service/gateway/resources/resource_source.h"
#include "service/gateway/resources/resource_watcher.h"

namespace cloudphone {

class ResourceHubTurns;

// Which looks tell a new watcher something.
enum class Looks {
  kAny,  // The last one, while it is fresh, or the one that runs.
  kNew,  // Only those that begin after the watcher has come.
};

// Watches resources of one type for any number of watchers with as few looks as possible: one poller for all
// who want the same, none without watchers. Thread-safe; all work is done in turns on the thread of its
// timers.
class ResourceHub {
 public:
  // All that it is given outlives it. Callbacks of the source may come later still: they do nothing then.
  // `reads` is the budget of all who poll the same account; null: no bound. When it is short, looks wait.
  ResourceHub(const ResourceType& type, ResourceSource* source, Timers* timers, ResourceHubOptions options,
              RateBudget* reads = nullptr);
  // Waits for the turn that runs. Watchers that are left are told nothing more.
  ~ResourceHub();

  // Tells `watcher` what the filter selects, and then what changes, until the watch has grown old, it is
  // unwatched, or the watcher is gone. The first look is made at once.
  ResourceWatchId Watch(SharedFilter filter, Looks looks, std::weak_ptr<ResourceWatcher> watcher);

  // Tells `watcher` of these resources (each once) what each look shows that begins from now on: by Get where
  // they are few, else by the list of all and Get for those that it misses. Ends at `until`.
  ResourceWatchId Follow(std::vector<std::string> ids, absl::Time until,
                         std::weak_ptr<ResourceWatcher> watcher);

  // Ends a watch or follow; its watcher may still be told something for a moment. Unknown ids are ignored.
  void Unwatch(ResourceWatchId id);

  const ResourceType& type() const { return type_; }

 private:
  const ResourceType& type_;
  const std::shared_ptr<ResourceHubTurns> turns_;
  std::atomic<ResourceWatchId> last_id_{0};
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_HUB_H_
