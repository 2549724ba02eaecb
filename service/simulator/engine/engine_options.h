#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_ENGINE_OPTIONS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_ENGINE_OPTIONS_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace cloudphone::simulator {

// How a simulated engine differs from a healthy one. The defaults are the healthy one; each field has a
// variable of the environment for the shared library (README.md lists them).
struct EngineOptions {
  enum class Layout { kNatural, kPacked };
  enum class Ext { kNatural, kPacked, kZero };
  enum class Sound { kTone, kSilence, kNothing };
  // Which empty configurations OpenAudio takes: all, "" and "{}", or "{}" only.
  enum class EmptyConfig { kAny, kText, kBraces };

  Layout input_layout = Layout::kNatural;
  Ext ext = Ext::kNatural;
  Sound sound = Sound::kTone;
  EmptyConfig empty_config = EmptyConfig::kAny;
  bool second_open_replaces = false;   // Else it is refused with -2100.
  int burst = 1;                       // Frames are held back until so many are due, then they come at once.
  int late_frames = 0;                 // So many come after CloseAudio.
  int short_frames_from = 0;           // From that frame on, counted from 1, frames have half their length.
  absl::Duration close_takes;          // CloseAudio returns so much later; frames go on meanwhile.
  int abort_at_frame = 0;              // The process ends instead of delivering it.
  std::string abort_in;                // The process ends in that function ("InjectTouchData").
  std::map<std::string, int> results;  // What a function answers, without doing anything.
  std::string event_log;               // The library appends what was injected to this file.
};

using EnvironmentLookup = const char* (*)(const char* name);

// The options by CPH_ENGINE_... variables; an empty one counts as unset. INVALID_ARGUMENT names the variable
// whose value is no good, so that a test does not pass for a misspelt fault.
absl::StatusOr<EngineOptions> EngineOptionsFrom(EnvironmentLookup lookup);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_ENGINE_OPTIONS_H_
