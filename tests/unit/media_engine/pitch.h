#ifndef CLOUDPHONE_TESTS_UNIT_MEDIA_ENGINE_PITCH_H_
#define CLOUDPHONE_TESTS_UNIT_MEDIA_ENGINE_PITCH_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace cloudphone {

// Hertz of a clean tone in 16-bit little-endian PCM, by where the first channel rises through zero.
inline double PitchHeard(absl::string_view pcm, int sample_rate, int channels) {
  const auto sample = [&](size_t i) {
    const size_t at = i * static_cast<size_t>(channels) * 2;
    return static_cast<int16_t>(static_cast<uint8_t>(pcm[at]) | static_cast<uint8_t>(pcm[at + 1]) << 8);
  };
  size_t first = 0;
  size_t last = 0;
  size_t rises = 0;
  const size_t samples = pcm.size() / (static_cast<size_t>(channels) * 2);
  for (size_t i = 1; i < samples; ++i) {
    if (sample(i - 1) >= 0 || sample(i) < 0) continue;
    if (rises++ == 0) first = i;
    last = i;
  }
  return rises < 2 ? 0 : static_cast<double>(rises - 1) * sample_rate / static_cast<double>(last - first);
}

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_MEDIA_ENGINE_PITCH_H_
