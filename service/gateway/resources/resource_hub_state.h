#ifndef CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_HUB_STATE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_HUB_STATE_H_

#include <deque>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "service/gateway/resources/poller.h"
#include "service/gateway/resources/read_plan.h"
#include "service/gateway/resources/resource_hub_options.h"
#include "service/gateway/resources/resource_source.h"
#include "service/gateway/resources/resource_watcher.h"

namespace cloudphone {

class ResourceHubState;

// How the hub's state asks the upstream; `done` runs in a later turn.
class ReadSender {
 public:
  using PageDone = absl::AnyInvocable<void(ResourceHubState*, absl::StatusOr<ResourcePage>) &&>;
  using RowDone = absl::AnyInvocable<void(ResourceHubState*, absl::StatusOr<SharedResource>) &&>;
  virtual ~ReadSender() = default;
  virtual void SendListPage(SharedFilter filter, std::string page_token, PageDone done) = 0;
  virtual void SendGet(std::string id, RowDone done) = 0;
};

// Who watches what, what is known of it, and when to do something next. Lives in the hub's turns: not
// thread-safe, has no clock of its own.
class ResourceHubState {
 public:
  // `type`, `sender` and `reads` outlive it.
  ResourceHubState(const ResourceType& type, ReadSender* sender, ResourceHubOptions options,
                   RateBudget* reads);

  // Around all work of a turn.
  void BeginTurn(absl::Time now) { now_ = now; }
  // Does what is due; returns when a turn is needed next.
  absl::Time EndTurn();

  // See ResourceHub.
  void AddWatch(ResourceWatchId id, SharedFilter filter, bool new_looks_only,
                std::weak_ptr<ResourceWatcher> watcher);
  void AddFollow(ResourceWatchId id, std::vector<std::string> ids, absl::Time until,
                 std::weak_ptr<ResourceWatcher> watcher);
  void RemoveWatch(ResourceWatchId id);

 private:
  struct Watch {
    std::weak_ptr<ResourceWatcher> watcher;
    std::set<Poller*> pollers;
    std::vector<std::string> followed;  // Ids of a follow; none of a watch.
    bool told = false;                  // The snapshot of a watch is out or on its way.
    absl::Time heartbeat;
    absl::Time end;
    absl::Status end_status;
    absl::Time alarm() const { return std::min(heartbeat, end); }
  };
  using SharedNews = std::shared_ptr<const ResourceNews>;

  Watch* Add(ResourceWatchId id, std::weak_ptr<ResourceWatcher> watcher, absl::Time heartbeat,
             absl::Time end);
  void EndWatch(ResourceWatchId id, absl::Status status);
  void Tell(ResourceWatchId id, SharedNews news);
  void TellRow(Poller* single, const SharedNews& news);
  void Deliver();
  void RingAlarms();
  void SetHeartbeat(ResourceWatchId id, Watch* watch);

  Poller* WantSelection(SharedFilter filter);
  Poller* WantSingle(const std::string& id);
  Poller* NewPoller(std::string key);
  Poller* Find(uint64_t serial);
  void Join(Poller* poller, ResourceWatchId id, Watch* watch, uint64_t from_look);
  void Leave(Poller* poller, ResourceWatchId id, Watch* watch);
  void DropUnwanted(Poller* poller);

  absl::Duration Stretch(absl::Duration interval);
  void SendReads();
  void Send(Poller* poller);
  void OnPage(uint64_t serial, absl::StatusOr<ResourcePage> page);
  void OnRow(uint64_t serial, const absl::StatusOr<SharedResource>& row);
  void OnFailure(Poller* poller, const absl::Status& status);
  void OnLookOver(Poller* poller);
  void TellLook(Poller* poller, const SharedNews& news);
  void TellFollow(ResourceWatchId id, Watch* watch, const Selection& selection);
  void AskDoubts(Poller* poller);
  void WithdrawDoubt(Poller* poller, const std::string& id);
  void JudgeDoubts(Poller* single, const absl::StatusOr<SharedResource>& row);

  const ResourceType& type_;
  ReadSender* const sender_;
  const ResourceHubOptions options_;
  std::mt19937_64 random_;
  absl::Time now_;
  std::map<uint64_t, std::unique_ptr<Poller>> pollers_;   // By serial.
  absl::flat_hash_map<std::string, Poller*> selections_;  // By the filter's bytes.
  absl::flat_hash_map<std::string, Poller*> singles_;     // By id.
  uint64_t last_serial_ = 0;
  ReadPlan plan_;
  std::map<ResourceWatchId, Watch> watches_;
  std::set<std::pair<absl::Time, ResourceWatchId>> alarms_;
  std::deque<std::pair<ResourceWatchId, SharedNews>> untold_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_HUB_STATE_H_
