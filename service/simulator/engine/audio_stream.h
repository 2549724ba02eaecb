#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_AUDIO_STREAM_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_AUDIO_STREAM_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"
#include "service/simulator/engine/audio_format.h"
#include "service/simulator/engine/engine_options.h"
#include "service/simulator/engine/tone.h"

namespace cloudphone::simulator {

// Takes frames as the vendor's AudioCallback does; 24 bytes may be read behind `ext`.
using FrameCallback = absl::AnyInvocable<void(uint8_t* buffer, uint32_t length, void* ext) const>;

// The pitch of a phone, which its touches set and its stream plays.
using Pitch = std::atomic<int>;

// One opened stream: calls back from the thread of `timers` as each frame falls due, by an absolute schedule,
// so that a late frame delays none after it. Frame n is due n intervals after the start. Where the clock of
// `timers` jumps, the schedule jumps with it. Thread-safe.
class AudioStream : public std::enable_shared_from_this<AudioStream> {
 public:
  // `timers` outlives the stream's last frame.
  AudioStream(const EngineOptions& options, const AudioFormat& format, Timers* timers,
              std::shared_ptr<const Pitch> pitch, FrameCallback callback);

  void Start();

  // No frame begins after this, but for `late_frames` that are due after it. One that is on its way may end
  // after it.
  void Stop(int late_frames);

 private:
  absl::Time DueLocked(int64_t frame) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void RunAtLocked(absl::Time time) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Tick();
  // Makes the next frame if it is due by `now` and wanted.
  bool NextFrameLocked(absl::Time now, std::string* bytes, absl::Time* due)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::string SoundLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Deliver(std::string bytes, absl::Time due) const;

  const EngineOptions options_;
  const AudioFormat format_;
  const absl::Duration interval_;
  Timers* const timers_;
  const std::shared_ptr<const Pitch> pitch_;
  const FrameCallback callback_;

  Mutex mutex_;
  absl::Time start_ ABSL_GUARDED_BY(mutex_);
  int64_t frames_ ABSL_GUARDED_BY(mutex_) = 0;  // Delivered so far.
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  int late_frames_ ABSL_GUARDED_BY(mutex_) = 0;
  Tone tone_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_AUDIO_STREAM_H_
