#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_HUBS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_HUBS_H_

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/v1/audio_service.pb.h"
#include "service/gateway/media/audio_hub.h"

namespace cloudphone {

// The phones to which somebody listens, each with a hub of its own. Thread-safe.
class AudioHubs {
 public:
  // A listener's place.
  struct Seat {
    std::shared_ptr<AudioHub> hub;  // To leave it.
    AudioHub::Beginning beginning;
  };

  explicit AudioHubs(const AudioHubParts& parts) : parts_(parts) {}
  // Ends what is left, without waiting for it.
  ~AudioHubs();

  // Adds a listener to a phone of the account; see AudioHub::Join(). Also INVALID_ARGUMENT as
  // CheckAudioRequest() has it.
  absl::StatusOr<Seat> Join(Account* account, const v1::StreamAudioRequest& request,
                            const std::shared_ptr<AudioReceiver>& receiver);

  // How many listen to a phone through this gateway, and whether it has a stream of the agent.
  AudioHub::Count CountListeners(Account* account, const std::string& phone_id) const;

 private:
  using Key = std::pair<Account*, std::string>;

  std::shared_ptr<AudioHub> FindOrMake(const Key& key);

  const AudioHubParts parts_;
  mutable Mutex mutex_;
  std::map<Key, std::shared_ptr<AudioHub>> hubs_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_HUBS_H_
