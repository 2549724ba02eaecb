// What is drawn, and that its file is a picture.

#include "service/simulator/agents/screen.h"

#include <zlib.h>

#include <map>
#include <string>

#include "gtest/gtest.h"
#include "service/simulator/agents/glyphs.h"

namespace cloudphone::simulator {
namespace {

constexpr absl::Time kTime = absl::FromUnixSeconds(1700000000);

uint32_t ColourAt(const Picture& picture, int x, int y) {
  const auto at = static_cast<size_t>(y) * static_cast<size_t>(picture.width) + static_cast<size_t>(x);
  return picture.colours[static_cast<size_t>(picture.pixels[at])];
}

uint32_t NumberAt(const std::string& bytes, size_t at) {
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<uint8_t>(bytes[at + i]);
  return number;
}

// The chunks of a PNG file by their names; each must have its own checksum.
std::map<std::string, std::string> ChunksOf(const std::string& png) {
  std::map<std::string, std::string> chunks;
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  for (size_t at = 8; at + 12 <= png.size();) {
    const size_t size = NumberAt(png, at);
    const std::string checked = png.substr(at + 4, size + 4);
    EXPECT_EQ(NumberAt(png, at + 8 + size),
              crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size())));
    chunks[checked.substr(0, 4)] = checked.substr(4);
    at += size + 12;
  }
  return chunks;
}

InputTouch TouchAt(uint16_t x, uint16_t y, uint16_t width, uint16_t height) {
  InputTouch touch{};
  touch.touchX = x;
  touch.touchY = y;
  touch.physicalWidth = width;
  touch.physicalHeight = height;
  return touch;
}

TEST(ScreenTest, TheFileHasEveryPixel) {
  const Picture picture = DrawScreen("phone-1", kTime, {});
  const auto chunks = ChunksOf(WritePng(picture));
  const std::string& header = chunks.at("IHDR");
  EXPECT_EQ(NumberAt(header, 0), 360u);
  EXPECT_EQ(NumberAt(header, 4), 640u);
  EXPECT_EQ(header.substr(8), std::string("\x08\x03\0\0\0", 5));
  EXPECT_EQ(chunks.at("PLTE").substr(0, 3), "\x10\x20\x30");
  EXPECT_EQ(chunks.count("IEND"), 1u);
  std::string rows(size_t{640} * 361, '\0');
  uLongf size = rows.size();
  const std::string& packed = chunks.at("IDAT");
  ASSERT_EQ(uncompress(reinterpret_cast<Bytef*>(&rows[0]), &size,
                       reinterpret_cast<const Bytef*>(packed.data()), packed.size()),
            Z_OK);
  ASSERT_EQ(size, rows.size());
  for (size_t y = 0; y < 640; ++y)
    EXPECT_EQ(rows.substr(y * 361, 361), '\0' + picture.pixels.substr(y * 360, 360));
}

TEST(ScreenTest, FingersAreWhereTheyAreWhateverTheirScreen) {
  const Picture none = DrawScreen("phone-1", kTime, {});
  const Fingers fingers = {{0, TouchAt(540, 960, 1080, 1920)}, {3, TouchAt(720, 1280, 0, 0)}};
  const Picture two = DrawScreen("phone-1", kTime, fingers);
  EXPECT_NE(ColourAt(two, 180 - 20, 320), ColourAt(none, 180 - 20, 320));
  EXPECT_NE(ColourAt(two, 344, 624), ColourAt(none, 344, 624)) << "the corner cuts the disc";
  EXPECT_EQ(ColourAt(two, 90, 320), ColourAt(none, 90, 320));
}

TEST(ScreenTest, NameAndTimeShow) {
  const std::string pixels = DrawScreen("phone-1", kTime, {}).pixels;
  EXPECT_NE(DrawScreen("phone-2", kTime, {}).pixels, pixels);
  EXPECT_NE(DrawScreen("phone-1", kTime + absl::Seconds(1), {}).pixels, pixels);
  EXPECT_EQ(DrawScreen("phone-1", kTime, {}).pixels, pixels);
  // Longer than a line, and than the screen.
  EXPECT_EQ(DrawScreen(std::string(5000, 'x'), kTime, {}).pixels.size(), pixels.size());
}

TEST(GlyphsTest, LettersLookLikeThemselves) {
  const auto draw = [](char character) {
    std::string rows;
    for (int y = 0; y < kGlyphHeight; ++y) {
      for (int x = 0; x < kGlyphWidth; ++x) rows += HasInk(character, x, y) ? '#' : '.';
      rows += '\n';
    }
    return rows;
  };
  EXPECT_EQ(draw('L'), "#..\n#..\n#..\n#..\n###\n");
  EXPECT_EQ(draw('7'), "###\n..#\n.#.\n.#.\n.#.\n");
  EXPECT_EQ(draw('l'), draw('L'));
  EXPECT_EQ(draw('?'), "###\n###\n###\n###\n###\n");
}

}  // namespace
}  // namespace cloudphone::simulator
