#include "service/gateway/media/audio_joiner.h"

namespace cloudphone {

absl::optional<AgentAudioFrame> AudioJoiner::Add(const AgentAudioFrame& frame) {
  seen_ = frame.seq;
  if ((frame.seq - 1) % frames_ == 0) {
    data_.clear();
    pts_us_ = frame.pts_us;
    next_ = frame.seq;
  }
  if (frame.seq != next_) return absl::nullopt;
  ++next_;
  data_.append(frame.data.data(), frame.data.size());
  if (frame.seq % frames_ != 0) return absl::nullopt;
  return AgentAudioFrame{frame.seq / frames_, pts_us_, data_};
}

uint64_t AudioJoiner::last() const {
  const bool is_whole_so_far = seen_ + 1 == next_;
  return is_whole_so_far ? seen_ / frames_ : (seen_ + frames_ - 1) / frames_;
}

}  // namespace cloudphone
