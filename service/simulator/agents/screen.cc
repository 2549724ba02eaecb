#include "service/simulator/agents/screen.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "service/simulator/agents/glyphs.h"
#include "service/simulator/engine/injected_input.h"

namespace cloudphone::simulator {
namespace {

enum Colour : char { kGround, kText, kDisc };
constexpr int kScale = 4;  // Pixels of a glyph's dot.
constexpr int kAdvance = (kGlyphWidth + 1) * kScale;
constexpr int kLineHeight = (kGlyphHeight + 2) * kScale;
constexpr int kMargin = 12;
constexpr int kTextWidth = (kPictureWidth - 2 * kMargin) / kAdvance;
constexpr int kDiscRadius = 24;

void Put(int x, int y, Colour colour, Picture* picture) {
  if (x < 0 || y < 0 || x >= picture->width || y >= picture->height) return;
  picture->pixels[static_cast<size_t>(y) * static_cast<size_t>(picture->width) + static_cast<size_t>(x)] =
      colour;
}

void DrawGlyph(char character, int left, int top, Colour colour, Picture* picture) {
  for (int y = 0; y < kGlyphHeight * kScale; ++y) {
    for (int x = 0; x < kGlyphWidth * kScale; ++x) {
      if (HasInk(character, x / kScale, y / kScale)) Put(left + x, top + y, colour, picture);
    }
  }
}

// Returns the top of the line behind it.
int DrawText(absl::string_view text, int top, Picture* picture) {
  int column = 0;
  for (const char character : text) {
    if ((static_cast<unsigned char>(character) & 0xc0) == 0x80)
      continue;  // The rest of a character in UTF-8.
    if (column == kTextWidth) {
      column = 0;
      top += kLineHeight;
    }
    DrawGlyph(character, kMargin + kAdvance * column++, top, kText, picture);
  }
  return top + kLineHeight;
}

void DrawFinger(int pointer, const InputTouch& touch, Picture* picture) {
  // A screen of 0 x 0 is the phone's own.
  const int width = touch.physicalWidth == 0 ? kScreenWidth : touch.physicalWidth;
  const int height = touch.physicalHeight == 0 ? kScreenHeight : touch.physicalHeight;
  const int at_x = touch.touchX * kPictureWidth / width;
  const int at_y = touch.touchY * kPictureHeight / height;
  for (int y = -kDiscRadius; y <= kDiscRadius; ++y) {
    for (int x = -kDiscRadius; x <= kDiscRadius; ++x) {
      if (x * x + y * y <= kDiscRadius * kDiscRadius) Put(at_x + x, at_y + y, kDisc, picture);
    }
  }
  DrawGlyph(static_cast<char>('0' + pointer % 10), at_x - kGlyphWidth * kScale / 2,
            at_y - kGlyphHeight * kScale / 2, kGround, picture);
}

}  // namespace

Picture DrawScreen(absl::string_view name, absl::Time time, const Fingers& fingers) {
  Picture picture{kPictureWidth, kPictureHeight, {0x102030, 0xf0f0f0, 0xffa000}, ""};
  picture.pixels.assign(size_t{kPictureWidth} * kPictureHeight, kGround);
  const int top = DrawText(name, kMargin, &picture);
  DrawText(absl::FormatTime("%Y-%m-%d %H:%M:%S", time, absl::UTCTimeZone()), top, &picture);
  for (const auto& [pointer, touch] : fingers) DrawFinger(pointer, touch, &picture);
  return picture;
}

}  // namespace cloudphone::simulator
