#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_OPUS_PACKET_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_OPUS_PACKET_H_

#include <cstddef>
#include <string>

namespace cloudphone::simulator {

// An Opus packet of `size` bytes (at least 2) that any decoder takes for one frame of silence: a frame
// without data, and padding. The simulator has no encoder; what is tested with Opus is the way of the
// packets, not their sound.
// Source: RFC 6716, sections 3.1 and 3.2.5.
std::string SilentOpusPacket(size_t size, int interval_ms, int channels);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_OPUS_PACKET_H_
