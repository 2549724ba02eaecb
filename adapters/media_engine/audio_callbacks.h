#ifndef CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_AUDIO_CALLBACKS_H_
#define CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_AUDIO_CALLBACKS_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/types/optional.h"

namespace cloudphone {

// The vendor's AudioCallback. Its last parameter is a reference there, which the C++ ABI of AArch64 and of
// Itanium passes as a pointer.
using EngineAudioCallback = void (*)(uint8_t* buffer, uint32_t length, const void* ext);

// Where the frames of one stream go.
using RawAudioSink = absl::AnyInvocable<void(const uint8_t* buffer, uint32_t length, const void* ext) const>;

// The way of one stream from the engine to its sink.
struct AudioRoute {
  EngineAudioCallback callback;  // What the engine is given.
  size_t slot;
  uint64_t generation;  // Tells this stream from an earlier one in the same slot. Never 0.
};

// The vendor's callback has no user data, so it finds its sink through a global. A single global would send a
// late callback of a closed stream to the stream after it; so there are sixteen callbacks, each with a slot
// for one sink, taken in rotation. The slots live as long as the process, as callbacks may.
//
// Nothing where all slots are taken. Thread-safe.
absl::optional<AudioRoute> OpenAudioRoute(std::shared_ptr<const RawAudioSink> sink);

// From now on the route's callback does nothing. Its sink lives on while a callback is inside of it. A second
// call does nothing, also when the slot serves another stream by then. Thread-safe, does not wait.
void CloseAudioRoute(const AudioRoute& route);

// How many callbacks came for a closed stream, in this process.
uint64_t LateAudioCallbacks();

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_AUDIO_CALLBACKS_H_
