#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_TONE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_TONE_H_

#include <cstddef>
#include <cstdint>
#include <string>

namespace cloudphone::simulator {

// How a touch sounds, which is what a test listens for. This is the one place that says it:
//
//   pitch = 200 Hz + 1800 Hz * touchX / physicalWidth     left edge 200 Hz, middle 1100 Hz, right edge 2000
//   Hz
//
// Each DOWN and MOVE that is accepted sets it, whichever finger it is; other actions leave it. It is 440 Hz
// until the first. Both channels have the same sine, a quarter of full scale, whose phase never jumps.
constexpr int kFirstPitchHz = 440;
int PitchOf(int touch_x, int physical_width);

// A sine in 16-bit little-endian PCM, frame by frame.
class Tone {
 public:
  // Appends `samples` samples per channel.
  void Append(size_t samples, int pitch_hz, int sample_rate, int channels, std::string* pcm);

 private:
  uint32_t phase_ = 0;  // A whole turn is 2^32.
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_TONE_H_
