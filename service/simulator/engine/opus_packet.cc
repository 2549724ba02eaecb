#include "service/simulator/engine/opus_packet.h"

#include <algorithm>

namespace cloudphone::simulator {

std::string SilentOpusPacket(size_t size, int interval_ms, int channels) {
  // CELT, full band: configuration 30 is 10 ms, 31 is 20 ms. Code 3: a byte with the number of frames
  // follows.
  const int config = interval_ms == 20 ? 31 : 30;
  const int toc = config << 3 | (channels == 2 ? 4 : 0) | 3;
  std::string packet;
  packet.push_back(static_cast<char>(toc));
  if (size <= 2) {
    packet.push_back(1);  // One frame, constant bit rate, no padding.
    return packet;
  }
  packet.push_back(0x41);  // The same with padding.
  // The padding counts the bytes after the count; each 255 stands for 254 of them, and more to count.
  size_t left = size - packet.size();
  while (left > 255) {
    packet.push_back(static_cast<char>(255));
    left -= 255;
  }
  packet.push_back(static_cast<char>(left - 1));
  packet.resize(std::max(size, packet.size()));
  return packet;
}

}  // namespace cloudphone::simulator
