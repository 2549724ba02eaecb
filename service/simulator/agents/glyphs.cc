#include "service/simulator/agents/glyphs.h"

#include "absl/strings/ascii.h"

namespace cloudphone::simulator {
namespace {

// A row of a glyph is an octal digit, the topmost first; its highest bit is the left column.
struct Glyph {
  char character;
  int rows;
};
constexpr int kBox = 077777;
constexpr Glyph kGlyphs[] = {
    {' ', 000000}, {'-', 000700}, {'_', 000007}, {':', 002020}, {'.', 000002}, {'/', 011244}, {'0', 075557},
    {'1', 026227}, {'2', 061247}, {'3', 061216}, {'4', 055711}, {'5', 074616}, {'6', 034757}, {'7', 071222},
    {'8', 075757}, {'9', 075716}, {'A', 025755}, {'B', 065656}, {'C', 034443}, {'D', 065556}, {'E', 074647},
    {'F', 074644}, {'G', 034553}, {'H', 055755}, {'I', 072227}, {'J', 011152}, {'K', 055655}, {'L', 044447},
    {'M', 057755}, {'N', 065555}, {'O', 025552}, {'P', 065644}, {'Q', 025563}, {'R', 065655}, {'S', 034216},
    {'T', 072222}, {'U', 055557}, {'V', 055552}, {'W', 055775}, {'X', 055255}, {'Y', 055222}, {'Z', 071247},
};

int RowsOf(char character) {
  const char capital = absl::ascii_toupper(static_cast<unsigned char>(character));
  for (const Glyph& glyph : kGlyphs) {
    if (glyph.character == capital) return glyph.rows;
  }
  return kBox;
}

}  // namespace

bool HasInk(char character, int x, int y) {
  const int row = RowsOf(character) >> (3 * (kGlyphHeight - 1 - y));
  return ((row >> (kGlyphWidth - 1 - x)) & 1) != 0;
}

}  // namespace cloudphone::simulator
