#ifndef CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_GLYPHS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_GLYPHS_H_

namespace cloudphone::simulator {

constexpr int kGlyphWidth = 3;
constexpr int kGlyphHeight = 5;

// Whether a character has ink at that place, from its upper left corner. Small letters look like capitals;
// what has no glyph is a box.
bool HasInk(char character, int x, int y);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_GLYPHS_H_
