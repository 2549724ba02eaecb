#ifndef CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_AUDIO_EXT_H_
#define CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_AUDIO_EXT_H_

#include <cstddef>
#include <string>

#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace cloudphone {

// No more is ever read behind the pointer that the engine passes beside a frame.
constexpr size_t kMaxAudioExtBytes = 24;

// What the engine says of a frame.
struct AudioExt {
  int channels = 0;
  int bit_depth = 0;
  int sample_rate_hz = 0;
  int interval_ms = 0;
  absl::Time captured_at;  // To the millisecond, by the phone's clock.
};

// Reads what the engine passes beside a frame; `ext` may be null, else kMaxAudioExtBytes behind it are
// readable. Nothing unless every value makes sense and the time is within a day of `now`: the layout is
// known from an older header only (24 bytes, unverified), or is that of the sister product (22, packed).
absl::optional<AudioExt> ReadAudioExt(const void* ext, absl::Time now);

// Those bytes for the log, in hex.
std::string AudioExtHex(const void* ext);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_AUDIO_EXT_H_
