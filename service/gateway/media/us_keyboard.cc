#include "service/gateway/media/us_keyboard.h"

namespace cloudphone {
namespace {

constexpr int kKeyA = 29;  // The letters follow each other.
constexpr int kKey0 = 7;   // So do the digits.

struct Key {
  int code;
  char plain;
  char shifted;
};

// Keys other than letters. KEYCODE_AT, _STAR, _PLUS and _POUND are left out: no US keyboard has them.
constexpr Key kKeys[] = {
    {kKey0, '0', ')'},     {kKey0 + 1, '1', '!'}, {kKey0 + 2, '2', '@'}, {kKey0 + 3, '3', '#'},
    {kKey0 + 4, '4', '$'}, {kKey0 + 5, '5', '%'}, {kKey0 + 6, '6', '^'}, {kKey0 + 7, '7', '&'},
    {kKey0 + 8, '8', '*'}, {kKey0 + 9, '9', '('}, {55, ',', '<'},        {56, '.', '>'},
    {66, '\n', '\n'},      {68, '`', '~'},        {69, '-', '_'},        {70, '=', '+'},
    {71, '[', '{'},        {72, ']', '}'},        {73, '\\', '|'},       {74, ';', ':'},
    {75, '\'', '"'},       {76, '/', '?'},        {kSpaceKey, ' ', ' '},
};

}  // namespace

absl::optional<KeyStroke> StrokeOf(char character) {
  if (character >= 'a' && character <= 'z') return KeyStroke{kKeyA + (character - 'a'), false};
  if (character >= 'A' && character <= 'Z') return KeyStroke{kKeyA + (character - 'A'), true};
  for (const Key& key : kKeys) {
    if (key.plain == character) return KeyStroke{key.code, false};
    if (key.shifted == character) return KeyStroke{key.code, true};
  }
  return absl::nullopt;
}

}  // namespace cloudphone
