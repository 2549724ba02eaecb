#ifndef CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_CAPTURED_AUDIO_H_
#define CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_CAPTURED_AUDIO_H_

#include "absl/functional/any_invocable.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "adapters/media_engine/audio_ext.h"

namespace cloudphone {

// One frame as it comes from the engine. The bytes are valid only while the sink runs.
struct CapturedAudio {
  absl::string_view bytes;       // PCM: 16 bits, little-endian, interleaved (unverified); Opus: one packet.
  absl::optional<AudioExt> ext;  // Format and time of capture, where they make sense.
};

// Takes the frames of one opened stream, on a thread of the engine; maybe on several at once, which the
// vendor does not rule out. It copies and returns: no waiting, no call into the engine, about 1 ms at most.
//
// A frame that is on its way when CloseAudio() is called may come after that has returned, so a sink owns
// what it touches. The frames of two streams never mix: each goes to the sink of its own OpenAudio().
using AudioSink = absl::AnyInvocable<void(const CapturedAudio&) const>;

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_CAPTURED_AUDIO_H_
