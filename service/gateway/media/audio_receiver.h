#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_RECEIVER_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_RECEIVER_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "absl/types/variant.h"
#include "grpcpp/support/slice.h"

namespace cloudphone {

// What a hub tells its listeners. Every `message` is a serialised StreamAudioResponse, made once for all who
// are told: a copy shares the bytes. `session` counts the streams of the agent: numbers of frames begin anew
// with each.

// The format of the frames that follow.
struct AudioStart {
  uint32_t session = 0;
  int interval_ms = 10;  // Sound in one frame.
  // Of a listener that joins: the last number before its first. Unset: the first is that of the session.
  absl::optional<uint64_t> last_seq;
  grpc::Slice message;
};

struct AudioPiece {
  uint32_t session = 0;
  uint64_t seq = 0;
  uint64_t before_first = 0;  // The number before the first of the session.
  grpc::Slice message;        // Without dropped_before, which each listener has of its own.
};

// How the audio is.
struct AudioNotice {
  uint32_t session = 0;
  grpc::Slice message;
};

using AudioNews = absl::variant<AudioStart, AudioPiece, AudioNotice>;

// Listens to a phone. Called on any thread, never under a lock of the hub; it must not wait.
class AudioReceiver {
 public:
  virtual ~AudioReceiver() = default;

  virtual void OnNews(const AudioNews& news) = 0;
  // There is no more to hear. Nothing but a frame that was on its way may follow.
  virtual void OnEnd(const absl::Status& status) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_RECEIVER_H_
