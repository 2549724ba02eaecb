#include "service/gateway/media/audio_hubs.h"

#include "service/gateway/media/audio_request.h"

namespace cloudphone {

AudioHubs::~AudioHubs() {
  std::map<Key, std::shared_ptr<AudioHub>> hubs;
  {
    MutexLock lock(&mutex_);
    hubs.swap(hubs_);
  }
  for (const auto& [key, hub] : hubs) hub->Close(absl::CancelledError("the gateway ends"));
}

absl::StatusOr<AudioHubs::Seat> AudioHubs::Join(Account* account, const v1::StreamAudioRequest& request,
                                                const std::shared_ptr<AudioReceiver>& receiver) {
  if (absl::Status checked = CheckAudioRequest(request); !checked.ok()) return checked;
  for (;;) {
    std::shared_ptr<AudioHub> hub = FindOrMake({account, request.phone_id()});
    const auto joined = hub->Join(request, receiver);
    if (!joined.has_value()) continue;  // It was over in this moment.
    if (!joined->ok()) return joined->status();
    return Seat{std::move(hub), **joined};
  }
}

AudioHub::Count AudioHubs::CountListeners(Account* account, const std::string& phone_id) const {
  std::shared_ptr<AudioHub> hub;
  {
    MutexLock lock(&mutex_);
    const auto found = hubs_.find({account, phone_id});
    if (found != hubs_.end()) hub = found->second;
  }
  return hub == nullptr ? AudioHub::Count() : hub->CountListeners();
}

// Hubs that are over leave when the next one is made.
std::shared_ptr<AudioHub> AudioHubs::FindOrMake(const Key& key) {
  MutexLock lock(&mutex_);
  const auto found = hubs_.find(key);
  if (found != hubs_.end() && !found->second->is_over()) return found->second;
  const absl::Time yields_until = found == hubs_.end() ? absl::InfinitePast() : found->second->yields_until();
  for (auto one = hubs_.begin(); one != hubs_.end();) one = one->second->is_over() ? hubs_.erase(one) : ++one;
  return hubs_[key] = std::make_shared<AudioHub>(parts_, key.first, key.second, yields_until);
}

}  // namespace cloudphone
