#ifndef CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_LOADED_ENGINE_H_
#define CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_LOADED_ENGINE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "adapters/media_engine/audio_callbacks.h"
#include "adapters/media_engine/engine_library.h"
#include "adapters/media_engine/input_layout.h"
#include "adapters/media_engine/media_engine.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

// What is not documented about the engine and may turn out otherwise on a real phone.
struct LoadedEngineOptions {
  // Tried in this order. Where the file lies is not documented (unverified).
  std::vector<std::string> paths = {"libCPHMediaEngine.so", "/system/lib64/libCPHMediaEngine.so",
                                    "/system/vendor/lib64/libCPHMediaEngine.so"};
  // Exported names by function ("OpenAudio"), in place of those that we know.
  std::map<std::string, std::string> symbols;
  InputLayout input_layout = InputLayout::kNatural;
  // Gets lines for people: symbols that are missing, ext bytes that make no sense (on the engine's thread),
  // results that change nothing. It must not wait, and may be called until the process ends.
  absl::AnyInvocable<void(absl::string_view) const> log = [](absl::string_view) {};
  // The same for what is in order: the ext bytes of each stream's first frame.
  absl::AnyInvocable<void(absl::string_view) const> note = [](absl::string_view) {};
  // The phone's clock, against which the time of a frame is judged.
  absl::AnyInvocable<absl::Time() const> now = absl::Now;
};

// The vendor's library, opened at run time. Thread-safe, as far as the port asks it.
class LoadedEngine final : public MediaEngine {
 public:
  // Loads the library, and closes its audio once: an owner of before, that died, may have left it open.
  // Missing functions are no error here; Describe() tells them. Errors: those of LoadEngineLibrary().
  static absl::StatusOr<std::unique_ptr<LoadedEngine>> Load(LoadedEngineOptions options);

  // Closes the stream that is open. The library stays loaded.
  ~LoadedEngine() override;

  absl::Status OpenAudio(const AudioSettings& settings, AudioSink sink) override;
  absl::Status CloseAudio() override;
  absl::Status InjectTouch(const TouchInput& touch) override;
  absl::Status InjectKey(const KeyInput& key) override;
  EngineDescription Describe() const override;

 private:
  enum class Audio { kClosed, kOpening, kOpen, kClosing };

  LoadedEngine(std::shared_ptr<const LoadedEngineOptions> options, EngineLibrary library);

  // The engine's result, by the form of the configuration that it takes.
  int AskToOpen(const AudioSettings& settings, EngineAudioCallback callback) const;
  int OpenAnew(const AudioSettings& settings, EngineAudioCallback callback);
  int AskToClose();
  void Settle(Audio state, absl::optional<AudioRoute> route);

  // Shared with sinks, which may outlive this object.
  const std::shared_ptr<const LoadedEngineOptions> options_;
  const EngineLibrary library_;
  EngineDescription description_;

  Mutex mutex_;
  Audio audio_ ABSL_GUARDED_BY(mutex_) = Audio::kClosed;
  absl::optional<AudioRoute> route_ ABSL_GUARDED_BY(mutex_);
  bool close_failed_ ABSL_GUARDED_BY(mutex_) = false;  // The last time: the engine may still be open.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_LOADED_ENGINE_H_
