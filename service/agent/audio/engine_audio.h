#ifndef CLOUDPHONE_SERVICE_AGENT_AUDIO_ENGINE_AUDIO_H_
#define CLOUDPHONE_SERVICE_AGENT_AUDIO_ENGINE_AUDIO_H_

#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "adapters/media_engine/media_engine.h"
#include "adapters/runtime/executor.h"
#include "service/agent/audio/capture_ring.h"

namespace cloudphone {

// Opens and closes the engine's audio, on the executor, since either may block: one after the other, so that
// it is never opened twice. Thread-safe.
class EngineAudio : public std::enable_shared_from_this<EngineAudio> {
 public:
  using Ring = std::shared_ptr<CaptureRing>;
  // Told on the executor of each try to open: for which ring, and what came of it.
  using Opened = absl::AnyInvocable<void(const Ring&, const absl::Status&)>;

  // The engine and the executor outlive all that was asked.
  EngineAudio(MediaEngine* engine, Executor* executor, Opened opened)
      : engine_(engine), executor_(executor), opened_(std::move(opened)) {}

  // Opens the audio, once what is open is closed; its frames go to the ring.
  void Open(const AudioSettings& settings, Ring ring);

  // Closes it if it is open, then calls `done`.
  void Close(absl::AnyInvocable<void() &&> done);

 private:
  void CloseNow();

  MediaEngine* const engine_;
  Executor* const executor_;
  Opened opened_;         // Of the executor.
  bool is_open_ = false;  // Of the executor.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_AUDIO_ENGINE_AUDIO_H_
