#include "service/gateway/resources/resource_hub.h"

#include <utility>

#include "adapters/runtime/turns.h"
#include "service/gateway/resources/resource_hub_state.h"

namespace cloudphone {

// The hub's turns, and how they reach the source.
class ResourceHubTurns final : public ReadSender, public Turns<ResourceHubState> {
 public:
  ResourceHubTurns(const ResourceType& type, ResourceSource* source, Timers* timers,
                   const ResourceHubOptions& options, RateBudget* reads)
      : Turns(timers, type, this, options, reads), source_(source), read_timeout_(options.read_timeout) {}

  // ReadSender, in a turn.
  void SendListPage(SharedFilter filter, std::string page_token, PageDone done) override {
    source_->ListPage(std::move(filter), std::move(page_token), timers().Now() + read_timeout_,
                      InATurn<absl::StatusOr<ResourcePage>>(std::move(done)));
  }
  void SendGet(std::string id, RowDone done) override {
    source_->Get(std::move(id), timers().Now() + read_timeout_,
                 InATurn<absl::StatusOr<SharedResource>>(std::move(done)));
  }

 private:
  ResourceSource* const source_;
  const absl::Duration read_timeout_;
};

ResourceHub::ResourceHub(const ResourceType& type, ResourceSource* source, Timers* timers,
                         ResourceHubOptions options, RateBudget* reads)
    : type_(type), turns_(std::make_shared<ResourceHubTurns>(type, source, timers, options, reads)) {}

ResourceHub::~ResourceHub() { turns_->Close(); }

ResourceWatchId ResourceHub::Watch(SharedFilter filter, Looks looks, std::weak_ptr<ResourceWatcher> watcher) {
  const ResourceWatchId id = ++last_id_;
  turns_->Post(
      [id, filter = std::move(filter), looks, watcher = std::move(watcher)](ResourceHubState* state) mutable {
        state->AddWatch(id, std::move(filter), looks == Looks::kNew, std::move(watcher));
      });
  return id;
}

ResourceWatchId ResourceHub::Follow(std::vector<std::string> ids, absl::Time until,
                                    std::weak_ptr<ResourceWatcher> watcher) {
  const ResourceWatchId id = ++last_id_;
  turns_->Post(
      [id, ids = std::move(ids), until, watcher = std::move(watcher)](ResourceHubState* state) mutable {
        state->AddFollow(id, std::move(ids), until, std::move(watcher));
      });
  return id;
}

void ResourceHub::Unwatch(ResourceWatchId id) {
  turns_->Post([id](ResourceHubState* state) { state->RemoveWatch(id); });
}

}  // namespace cloudphone
