#ifndef CLOUDPHONE_SERVICE_AGENT_AUDIO_AUDIO_OWNER_H_
#define CLOUDPHONE_SERVICE_AGENT_AUDIO_AUDIO_OWNER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "adapters/media_engine/media_engine.h"
#include "adapters/runtime/executor.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"
#include "cloudphone/agent/v1/audio_service.pb.h"
#include "service/agent/audio/audio_listener.h"
#include "service/agent/audio/capture_ring.h"
#include "service/agent/audio/engine_audio.h"

namespace cloudphone {

struct AudioOptions {
  absl::Duration linger = absl::Seconds(5);          // How long audio stays open after its last listener.
  absl::Duration heartbeat = absl::Seconds(1);       // Without a frame for so long: a status, and SILENT.
  absl::Duration first_retry = absl::Seconds(1);     // After a failed open; doubled each time …
  absl::Duration longest_retry = absl::Seconds(30);  // … up to this.
  // Silence is no error, so audio is opened again after long silence only, in case the engine's server has
  // died under us; doubled each time, up to the second.
  absl::Duration first_reopen = absl::Seconds(30);
  absl::Duration longest_reopen = absl::Minutes(10);
};

// What a new listener begins with.
struct Listening {
  v1::AudioFormat format;
  uint64_t last_seq = 0;  // The last number before its first frame.
};

// The one owner of a phone's audio: it is opened by the first listener, closed after the last, and never
// opened twice. Frames are encoded once and told to all listeners on the timers' thread. Thread-safe.
class AudioOwner : public std::enable_shared_from_this<AudioOwner> {
 public:
  // All outlive the object; the engine and the executor also what Close() left to the executor.
  static std::shared_ptr<AudioOwner> Make(MediaEngine* engine, Executor* executor, Timers* timers,
                                          AudioOptions options);

  // Adds a listener, and opens the audio where it is not open. Returns what the listener is not told
  // otherwise. It may be told of frames before this returns. Errors are those of ChooseSettings(), and
  // UNAVAILABLE after Close(). An engine that cannot open now is told as a status and tried again; one that
  // never will ends the listener.
  absl::StatusOr<Listening> Listen(const agent::v1::StreamAudioRequest& request,
                                   std::shared_ptr<AudioListener> listener);

  // Forgets a listener; also one that it never had.
  void Leave(const AudioListener* listener);

  // Ends every listener with OK, after a status STOPPED, and closes the audio; then tells how many there
  // were.
  void Stop(absl::AnyInvocable<void(int listeners) &&> done);

  agent::v1::GetAudioStatusResponse Status();

  // Ends every listener with `why`, closes the audio, and takes no more.
  void Close(const absl::Status& why);

 private:
  using Listeners = std::vector<std::shared_ptr<AudioListener>>;

  AudioOwner(Timers* timers, AudioOptions options) : timers_(timers), options_(options) {}

  void OpenLocked(const AudioSettings& settings) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ForgetAudioLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TryAgainLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ScheduleLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void AskToOpenLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HangsLocked() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool IsSilentLocked() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  v1::AudioStatus StatusLocked() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnOpened(const EngineAudio::Ring& ring, const absl::Status& status);
  void FanOut();
  void Tick();

  Timers* const timers_;
  const AudioOptions options_;
  std::shared_ptr<EngineAudio> engine_;
  Mutex mutex_;
  Listeners listeners_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;

  // Of the audio that is open, is being opened, or lingers; nothing: STOPPED.
  absl::optional<AudioSettings> settings_ ABSL_GUARDED_BY(mutex_);
  v1::AudioFormat format_ ABSL_GUARDED_BY(mutex_);
  EngineAudio::Ring ring_ ABSL_GUARDED_BY(mutex_);
  absl::Status fault_ ABSL_GUARDED_BY(mutex_);  // Why it could not be opened.
  uint64_t last_seq_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::optional<absl::Time> last_frame_ ABSL_GUARDED_BY(mutex_);
  absl::Time waiting_since_ ABSL_GUARDED_BY(mutex_);  // For a frame: since the last one, or an opening.
  absl::Time last_try_ ABSL_GUARDED_BY(mutex_);       // To open it.
  bool asked_ ABSL_GUARDED_BY(mutex_) = false;        // The engine has not answered that try.
  absl::Time idle_since_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();  // Without listeners.
  absl::Time try_again_at_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  absl::Duration retry_ ABSL_GUARDED_BY(mutex_);
  absl::Duration reopen_ ABSL_GUARDED_BY(mutex_);
  bool told_silent_ ABSL_GUARDED_BY(mutex_) = false;
  Timers::Id alarm_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_AUDIO_AUDIO_OWNER_H_
