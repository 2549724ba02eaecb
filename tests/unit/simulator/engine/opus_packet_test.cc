#include "service/simulator/engine/opus_packet.h"

#include <cstdint>

#include "gmock/gmock.h"

namespace cloudphone::simulator {
namespace {

uint8_t ByteAt(const std::string& packet, size_t at) { return static_cast<uint8_t>(packet[at]); }

// Bytes of sound that are left when the padding is taken off, by the rules of RFC 6716 3.2.5; -1 where the
// packet breaks them.
int SoundBytes(const std::string& packet) {
  size_t at = 2;
  size_t padding = 0;
  if ((ByteAt(packet, 1) & 0x40) != 0) {
    do {
      if (at >= packet.size()) return -1;
      padding += ByteAt(packet, at) == 255 ? 254 : ByteAt(packet, at);
    } while (ByteAt(packet, at++) == 255);
  }
  return static_cast<int>(packet.size()) - static_cast<int>(at + padding);
}

TEST(OpusPacketTest, HasItsSizeAndOneFrameWithoutSound) {
  for (size_t size = 2; size < 1300; ++size) {
    const std::string packet = SilentOpusPacket(size, 10, 2);
    ASSERT_EQ(packet.size(), size);
    ASSERT_EQ(ByteAt(packet, 1) & 0x3f, 1) << "frames";
    ASSERT_EQ(SoundBytes(packet), 0) << size;
  }
  EXPECT_EQ(SilentOpusPacket(0, 10, 2).size(), 2U);
}

TEST(OpusPacketTest, SaysItsLengthAndChannels) {
  EXPECT_EQ(ByteAt(SilentOpusPacket(240, 10, 2), 0), 30 << 3 | 4 | 3);
  EXPECT_EQ(ByteAt(SilentOpusPacket(240, 20, 1), 0), 31 << 3 | 3);
}

}  // namespace
}  // namespace cloudphone::simulator
