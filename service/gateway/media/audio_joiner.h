#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_JOINER_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_JOINER_H_

#include <cstdint>
#include <string>

#include "absl/types/optional.h"
#include "service/gateway/media/audio_message.h"

namespace cloudphone {

// Joins the phone's frames of PCM into longer ones, which have numbers of their own: number n of two frames
// each is made of the phone's frames 2n - 1 and 2n, whoever listens and since when. Where one of them is
// lost, n is. Not thread-safe.
class AudioJoiner {
 public:
  // `last_seq`: the phone's last frame before those that come.
  AudioJoiner(int frames, uint64_t last_seq) : frames_(static_cast<uint64_t>(frames)), seen_(last_seq) {}

  // The longer frame, where this one completes it; its data lies here until the next Add().
  absl::optional<AgentAudioFrame> Add(const AgentAudioFrame& frame);

  // The last number that does not come any more.
  uint64_t last() const;

 private:
  uint64_t frames_;
  uint64_t seen_;
  uint64_t next_ = 0;  // What must follow for the longer frame to be whole; 0: none has begun.
  int64_t pts_us_ = 0;
  std::string data_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_JOINER_H_
