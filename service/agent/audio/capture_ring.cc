#include "service/agent/audio/capture_ring.h"

#include <algorithm>

namespace cloudphone {

void CaptureRing::Push(const CapturedAudio& frame) {
  if (frame.bytes.empty() || frame.bytes.size() > kMaxFrameBytes) return;
  CapturedFrame copy;
  copy.bytes.assign(frame.bytes.data(), frame.bytes.size());
  copy.ext = frame.ext;
  MutexLock lock(&mutex_);
  if (closed_) return;
  copy.seq = ++last_seq_;
  const absl::Time time = frame.ext.has_value() ? frame.ext->captured_at : timers_->Now();
  // A burst of callbacks comes at one time, and clocks are set back: times of ours only grow.
  copy.captured_at = std::max(time, last_captured_ + absl::Microseconds(1));
  last_captured_ = copy.captured_at;
  frames_.push_back(std::move(copy));
  if (frames_.size() > kMaxFrames) frames_.pop_front();
  if (awake_) return;
  awake_ = true;
  wake_();
}

std::deque<CapturedFrame> CaptureRing::TakeAll() {
  MutexLock lock(&mutex_);
  awake_ = false;
  return std::exchange(frames_, {});
}

void CaptureRing::Close() {
  MutexLock lock(&mutex_);
  closed_ = true;
  frames_.clear();
}

}  // namespace cloudphone
