#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_LANES_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_LANES_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "cloudphone/v1/audio.pb.h"
#include "cloudphone/v1/audio_service.pb.h"
#include "service/gateway/media/audio_joiner.h"
#include "service/gateway/media/audio_message.h"
#include "service/gateway/media/audio_receiver.h"

namespace cloudphone {

// One who listens to a phone.
struct AudioMember {
  std::shared_ptr<AudioReceiver> receiver;
  v1::StreamAudioRequest request;
  absl::Time until;  // When its stream has grown old.
};

using AudioReceivers = std::shared_ptr<const std::vector<std::shared_ptr<AudioReceiver>>>;

// Something that all of these are to be told. They are a snapshot, so that no lock is held meanwhile.
struct AudioDelivery {
  AudioReceivers to;
  AudioNews news;
};
using AudioDeliveries = absl::InlinedVector<AudioDelivery, 3>;

// The listeners of a phone by how many of its frames each wants in one: what they are told is made once for
// each such lane. Keeps the numbers of the session that is on. Not thread-safe.
class AudioLanes {
 public:
  // Who listens from now on.
  void Arrange(const std::vector<AudioMember>& members);

  // A session begins, and its format is to be told.
  AudioDeliveries Begin(uint32_t session, const v1::AudioFormat& format,
                        const std::vector<AudioMember>& members);
  // With what one begins who has just been arranged; only in a session.
  AudioStart StartFor(const v1::StreamAudioRequest& request) const;
  // A frame of the phone. One whose number does not rise is ignored.
  AudioDeliveries Add(const AgentAudioMessage& message, const AgentAudioFrame& frame);
  // `status` counts the phone's frames.
  AudioDeliveries Tell(const v1::AudioStatus& status) const;

  uint64_t last_seq() const { return last_seq_.value_or(0); }

 private:
  struct Lane {
    int frames = 1;
    absl::optional<AudioJoiner> joiner;  // Once there is something to join.
    AudioReceivers receivers;
  };

  int FramesOf(const v1::StreamAudioRequest& request) const;
  AudioStart StartOf(int frames) const;

  std::vector<Lane> lanes_;
  uint32_t session_ = 0;
  v1::AudioFormat format_;
  uint64_t before_first_ = 0;
  absl::optional<uint64_t> last_seq_;  // Once a frame has come.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_LANES_H_
