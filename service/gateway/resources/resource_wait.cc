#include "service/gateway/resources/resource_wait.h"

#include <utility>

namespace cloudphone {

// Passes on what becomes of the phones of one server.
class ResourceWait::PhonesOfServer final : public ResourceWatcher {
 public:
  PhonesOfServer(std::weak_ptr<ResourceWait> wait, std::string server_id)
      : wait_(std::move(wait)), server_id_(std::move(server_id)) {}

  void OnNews(const ResourceNews& news) override {
    if (const auto wait = wait_.lock())
      wait->Update([&](WaitBoard* board) { board->TakePhones(server_id_, news); });
  }
  void OnHeartbeat() override {}
  void OnEnd(absl::Status status) override {
    if (const auto wait = wait_.lock()) wait->End(std::move(status));
  }

 private:
  const std::weak_ptr<ResourceWait> wait_;
  const std::string server_id_;
};

ResourceWait::ResourceWait(ResourceHub* hub, ResourceHub* phones, WaitPlan plan, Done done)
    : hub_(hub), phones_(phones), board_(hub->type(), std::move(plan)), done_(std::move(done)) {}

void ResourceWait::Start(absl::Time until) {
  std::vector<std::string> ids;
  {
    MutexLock lock(&mutex_);
    ids = board_.ids();
  }
  Keep(hub_, hub_->Follow(std::move(ids), until, weak_from_this()));
}

void ResourceWait::OnNews(const ResourceNews& news) {
  Update([&](WaitBoard* board) { board->Take(news); });
}

void ResourceWait::OnEnd(absl::Status status) {
  if (!status.ok()) return Finish(std::move(status));
  absl::StatusOr<WaitResult> result = absl::InternalError("no result");
  {
    MutexLock lock(&mutex_);
    result = board_.Result();
  }
  Finish(std::move(result));
}

void ResourceWait::Update(absl::FunctionRef<void(WaitBoard*)> change) {
  std::vector<std::string> servers;
  bool over;
  absl::StatusOr<WaitResult> result = absl::InternalError("no result");
  {
    MutexLock lock(&mutex_);
    if (!done_) return;
    change(&board_);
    servers = board_.ServersToWatch();
    over = board_.over();
    if (over) result = board_.Result();
  }
  if (over) return Finish(std::move(result));
  for (const std::string& server_id : servers) WatchPhones(server_id);
}

void ResourceWait::WatchPhones(const std::string& server_id) {
  v1::WatchPhonesRequest request;
  request.set_server_id(server_id);
  const auto watcher = std::make_shared<PhonesOfServer>(weak_from_this(), server_id);
  {
    MutexLock lock(&mutex_);
    servers_.push_back(watcher);
  }
  Keep(phones_, phones_->Watch(FilterOf(phones_->type(), request), Looks::kNew, watcher));
}

// So that it can be ended; the wait may be over already.
void ResourceWait::Keep(ResourceHub* hub, ResourceWatchId watch) {
  bool over;
  {
    MutexLock lock(&mutex_);
    over = !done_;
    if (!over) watches_.emplace_back(hub, watch);
  }
  if (over) hub->Unwatch(watch);
}

void ResourceWait::Finish(absl::StatusOr<WaitResult> result) {
  Done done;
  std::vector<std::pair<ResourceHub*, ResourceWatchId>> watches;
  {
    MutexLock lock(&mutex_);
    if (!done_) return;
    done = std::exchange(done_, nullptr);
    watches.swap(watches_);
  }
  for (const auto& [hub, watch] : watches) hub->Unwatch(watch);
  std::move(done)(std::move(result));
}

}  // namespace cloudphone
