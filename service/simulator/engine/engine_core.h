#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_ENGINE_CORE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_ENGINE_CORE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"
#include "service/simulator/engine/audio_stream.h"
#include "service/simulator/engine/engine_event.h"
#include "service/simulator/engine/engine_options.h"
#include "service/simulator/engine/fingers.h"
#include "service/simulator/engine/video_state.h"

namespace cloudphone::simulator {

// The media engine of one simulated phone, with the vendor's functions and results. Frames come on the thread
// of the timers. Thread-safe.
class EngineCore {
 public:
  // Gets each event on the thread that injects, in the order of the calls where they do not overlap.
  using EventSink = absl::AnyInvocable<void(const EngineEvent&) const>;

  // `timers` outlives the last frame. With `close_takes` the thread of the timers must not call CloseAudio(),
  // which waits for them.
  EngineCore(EngineOptions options, Timers* timers, EventSink events);
  ~EngineCore();

  int OpenAudio(const char* json, FrameCallback callback);
  int CloseAudio();
  int OpenVideo();
  int CloseVideo();
  int SetPhysicalResolution(int width, int height, int dpi);
  int SetParams(const char* json);
  int GenerateKeyFrame();
  // The layout of `touch` is that of the options.
  int InjectTouchData(const void* touch);
  int InjectKeyData(const void* key);
  const char* GetVersion() const;
  const char* GetCPHMediaFeatures() const;

  // The fingers that are down now.
  Fingers fingers() const;
  // What the phone plays.
  int pitch_hz() const { return pitch_->load(); }

 private:
  // What the options make of a function; nothing where it is to do its work.
  absl::optional<int> Forced(absl::string_view function) const;
  void WaitFor(absl::Duration delay);

  const EngineOptions options_;
  Timers* const timers_;
  const EventSink events_;
  const std::shared_ptr<Pitch> pitch_ = std::make_shared<Pitch>(kFirstPitchHz);
  VideoState video_;

  mutable Mutex mutex_;
  std::shared_ptr<AudioStream> stream_ ABSL_GUARDED_BY(mutex_);
  // The stream before, which may still owe late frames.
  std::shared_ptr<AudioStream> late_stream_ ABSL_GUARDED_BY(mutex_);
  Fingers fingers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_ENGINE_CORE_H_
