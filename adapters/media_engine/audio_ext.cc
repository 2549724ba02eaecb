#include "adapters/media_engine/audio_ext.h"

#include <cstdint>
#include <cstring>

#include "absl/base/config.h"
#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "adapters/media_engine/audio_settings.h"

#ifndef ABSL_IS_LITTLE_ENDIAN
#error "the engine's structs are read as they lie in memory, which is known for little-endian machines only"
#endif

namespace cloudphone {
namespace {

// Where the values stand. A layout is believed only where all of them make sense.
struct ExtLayout {
  size_t channels;     // uint8_t
  size_t bit_depth;    // uint8_t
  size_t sample_rate;  // uint32_t, Hz
  size_t interval;     // uint32_t, ms
  size_t timestamp;    // 64 bits, ms since 1970 in UTC
};

constexpr ExtLayout kLayouts[] = {{0, 1, 4, 8, 16}, {4, 5, 6, 10, 14}};

template <typename Value>
Value ValueAt(const char* bytes, size_t offset) {
  Value value;
  std::memcpy(&value, bytes + offset, sizeof(value));
  return value;
}

absl::optional<AudioExt> ReadAs(const ExtLayout& layout, const char* bytes, absl::Time now) {
  const uint8_t channels = ValueAt<uint8_t>(bytes, layout.channels);
  const uint8_t bit_depth = ValueAt<uint8_t>(bytes, layout.bit_depth);
  const uint32_t sample_rate = ValueAt<uint32_t>(bytes, layout.sample_rate);
  const uint32_t interval = ValueAt<uint32_t>(bytes, layout.interval);
  const absl::Time time = absl::FromUnixMillis(ValueAt<int64_t>(bytes, layout.timestamp));
  if (channels != 1 && channels != 2) return absl::nullopt;
  if (bit_depth != 8 && bit_depth != 16) return absl::nullopt;
  if (sample_rate > 96000 || !IsSampleRate(static_cast<int>(sample_rate))) return absl::nullopt;
  if (interval != 10 && interval != 20) return absl::nullopt;
  if (absl::AbsDuration(time - now) > absl::Hours(24)) return absl::nullopt;
  return AudioExt{channels, bit_depth, static_cast<int>(sample_rate), static_cast<int>(interval), time};
}

}  // namespace

absl::optional<AudioExt> ReadAudioExt(const void* ext, absl::Time now) {
  if (ext == nullptr) return absl::nullopt;
  char bytes[kMaxAudioExtBytes];
  std::memcpy(bytes, ext, sizeof(bytes));
  for (const ExtLayout& layout : kLayouts) {
    if (auto read = ReadAs(layout, bytes, now)) return read;
  }
  return absl::nullopt;
}

std::string AudioExtHex(const void* ext) {
  if (ext == nullptr) return "null";
  return absl::BytesToHexString(absl::string_view(static_cast<const char*>(ext), kMaxAudioExtBytes));
}

}  // namespace cloudphone
