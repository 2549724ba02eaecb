#ifndef CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_MEDIA_ENGINE_H_
#define CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_MEDIA_ENGINE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "adapters/media_engine/audio_settings.h"
#include "adapters/media_engine/captured_audio.h"
#include "adapters/media_engine/engine_features.h"
#include "adapters/media_engine/input_events.h"

namespace cloudphone {

// What a phone's engine is and what it can do, for the health answer.
struct EngineDescription {
  std::string version;        // The engine's own text; its form is not documented.
  EngineFeatures features;    // Of video.
  std::string features_json;  // The same, as the engine wrote it.
  std::string library;        // The file that was loaded; empty where there is none.
  bool has_audio = false;     // OpenAudio and CloseAudio are there.
  bool has_touch = false;
  bool has_keys = false;
  std::vector<std::string>
      symbols;  // One per function: "OpenAudio: _Z9OpenAudioPKc... (C++)", "...: absent".
  std::vector<std::string> missing;  // Names of the functions that are not there.
  uint64_t late_frames = 0;          // Came after their stream was closed, and went nowhere.
};

// A phone's media engine: sound out, fingers and keys in. One process owns it, one stream is open at a time.
//
// Threads: any, but each call may block for as long as the engine likes (how long is not documented). Touches
// and keys are injected by one thread, one after the other: the vendor promises nothing for two.
// Errors of all calls: those of engine_status.h; kUnimplemented where the library lacks the function.
// Source: the vendor's SDK reference, generation "5.0" of libCPHMediaEngine.so.
class MediaEngine {
 public:
  virtual ~MediaEngine() = default;

  // Opens the stream; `sink` gets its frames, maybe before this returns. Open and silent is a state: where a
  // screen-mirroring tool runs in the phone, no frame comes.
  // kInvalidArgument settings outside of the vendor's table, before the engine is asked; kFailedPrecondition
  // a stream is open already (nothing is documented for a second one); kUnavailable the engine did not start.
  virtual absl::Status OpenAudio(const AudioSettings& settings, AudioSink sink) = 0;

  // Closes the stream; OK where none is open. Whatever the engine answers, the sink gets nothing more but
  // what was on its way (see AudioSink).
  virtual absl::Status CloseAudio() = 0;

  virtual absl::Status InjectTouch(const TouchInput& touch) = 0;
  virtual absl::Status InjectKey(const KeyInput& key) = 0;

  // Asks the engine nothing.
  virtual EngineDescription Describe() const = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_MEDIA_ENGINE_H_
