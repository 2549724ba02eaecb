#ifndef CLOUDPHONE_SERVICE_AGENT_AUDIO_CAPTURE_RING_H_
#define CLOUDPHONE_SERVICE_AGENT_AUDIO_CAPTURE_RING_H_

#include <cstdint>
#include <deque>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "adapters/media_engine/captured_audio.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"

namespace cloudphone {

// A frame as it came from the engine, with its number.
struct CapturedFrame {
  uint64_t seq = 0;
  absl::Time captured_at;
  std::string bytes;
  absl::optional<AudioExt> ext;
};

// Where the engine's callback leaves frames: it copies, and calls `wake` when nobody is on the way to fetch
// them. Bounded: of what nobody fetches the oldest is lost, which shows in the numbers. Shared with the
// engine, whose callbacks may come late. Thread-safe.
class CaptureRing {
 public:
  static constexpr size_t kMaxFrames = 64;
  // The longest frame of the vendor's formats is 3,840 bytes (10 ms of 96 kHz stereo).
  static constexpr size_t kMaxFrameBytes = 16 << 10;

  // Neither is used after Close(). `wake` is called under the ring's lock and must not wait.
  CaptureRing(const Timers* timers, absl::AnyInvocable<void()> wake)
      : timers_(timers), wake_(std::move(wake)) {}

  // On the engine's thread. Empty and overlong frames are ignored.
  void Push(const CapturedAudio& frame);

  // All that is there, in order.
  std::deque<CapturedFrame> TakeAll();

  // From now on frames are ignored.
  void Close();

 private:
  const Timers* const timers_;
  Mutex mutex_;
  absl::AnyInvocable<void()> wake_ ABSL_GUARDED_BY(mutex_);
  std::deque<CapturedFrame> frames_ ABSL_GUARDED_BY(mutex_);
  uint64_t last_seq_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time last_captured_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool awake_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_AUDIO_CAPTURE_RING_H_
