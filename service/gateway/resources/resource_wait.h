#ifndef CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_WAIT_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_WAIT_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "adapters/runtime/mutex.h"
#include "service/gateway/resources/resource_hub.h"
#include "service/gateway/resources/wait_board.h"

namespace cloudphone {

// One wait for resources, from its begin to its one result. Thread-safe. Lives as long as whoever started it
// keeps it; let go before its end it is told nothing more, and never calls `done`.
class ResourceWait final : public ResourceWatcher, public std::enable_shared_from_this<ResourceWait> {
 public:
  using Done = absl::AnyInvocable<void(absl::StatusOr<WaitResult>) &&>;

  // `hub` has the targets, `phones` the phones of servers; both outlive it.
  ResourceWait(ResourceHub* hub, ResourceHub* phones, WaitPlan plan, Done done);

  // Begins; ends at `until` at the latest. `done` runs once, on the thread of a hub or that of End(), under
  // no lock; maybe within Start().
  void Start(absl::Time until);
  // Ends it before its time, with this error.
  void End(absl::Status status) { Finish(std::move(status)); }

  // ResourceWatcher of the targets, for the hub.
  void OnNews(const ResourceNews& news) override;
  void OnHeartbeat() override {}
  void OnEnd(absl::Status status) override;

 private:
  class PhonesOfServer;

  void Update(absl::FunctionRef<void(WaitBoard*)> change);
  void WatchPhones(const std::string& server_id);
  void Keep(ResourceHub* hub, ResourceWatchId watch);
  void Finish(absl::StatusOr<WaitResult> result);

  ResourceHub* const hub_;
  ResourceHub* const phones_;
  Mutex mutex_;
  WaitBoard board_ ABSL_GUARDED_BY(mutex_);
  Done done_ ABSL_GUARDED_BY(mutex_);  // Null once it has been taken.
  std::vector<std::shared_ptr<PhonesOfServer>> servers_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::pair<ResourceHub*, ResourceWatchId>> watches_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_WAIT_H_
