#include "service/simulator/engine/tone.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cloudphone::simulator {
namespace {

constexpr int kLowestPitchHz = 200;
constexpr int kPitchRangeHz = 1800;
constexpr int kAmplitude = 8192;
constexpr int kTableBits = 12;

// A table, since a fleet of simulated phones makes a hundred frames a second each.
const std::array<int16_t, 1 << kTableBits>& SineTable() {
  static const auto table = [] {
    constexpr double kTurn = 6.283185307179586;
    std::array<int16_t, 1 << kTableBits> sine{};
    for (size_t i = 0; i < sine.size(); ++i) {
      sine[i] = static_cast<int16_t>(
          std::lround(kAmplitude * std::sin(kTurn * static_cast<double>(i) / sine.size())));
    }
    return sine;
  }();
  return table;
}

}  // namespace

int PitchOf(int touch_x, int physical_width) {
  if (physical_width <= 0) return kFirstPitchHz;
  return kLowestPitchHz + kPitchRangeHz * std::clamp(touch_x, 0, physical_width) / physical_width;
}

void Tone::Append(size_t samples, int pitch_hz, int sample_rate, int channels, std::string* pcm) {
  const auto& sine = SineTable();
  const auto step =
      static_cast<uint32_t>((static_cast<uint64_t>(pitch_hz) << 32) / static_cast<uint64_t>(sample_rate));
  pcm->reserve(pcm->size() + samples * static_cast<size_t>(channels) * 2);
  for (size_t i = 0; i < samples; ++i) {
    const auto sample = static_cast<uint16_t>(sine[phase_ >> (32 - kTableBits)]);
    phase_ += step;
    for (int channel = 0; channel < channels; ++channel) {
      pcm->push_back(static_cast<char>(sample & 0xff));
      pcm->push_back(static_cast<char>(sample >> 8));
    }
  }
}

}  // namespace cloudphone::simulator
