#include "adapters/cph/text/charset.h"

#include <algorithm>
#include <cstddef>

#include "adapters/cph/text/utf8.h"

namespace cloudphone {
namespace {

// The character at the front of `text`, taken off; nothing where none stands there.
absl::optional<char32_t> TakeCharacter(absl::string_view* text) {
  const size_t size = Utf8CharacterSize(*text);
  if (size == 0) return absl::nullopt;
  const auto byte = [&](size_t i) { return static_cast<unsigned char>((*text)[i]); };
  constexpr unsigned char kLeadBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t character = byte(0) & kLeadBits[size];
  for (size_t i = 1; i < size; ++i) character = character << 6 | (byte(i) & 0x3F);
  text->remove_prefix(size);
  return character;
}

}  // namespace

absl::optional<Charset> Charset::Parse(absl::string_view expression) {
  Charset set;
  if (expression.empty()) return absl::nullopt;
  while (!expression.empty()) {
    const absl::optional<char32_t> first = TakeCharacter(&expression);
    if (!first.has_value()) return absl::nullopt;
    absl::optional<char32_t> last = first;
    if (expression.size() > 1 && expression.front() == '-') {
      expression.remove_prefix(1);
      last = TakeCharacter(&expression);
      if (!last.has_value() || *last < *first) return absl::nullopt;
    }
    set.ranges_.emplace_back(*first, *last);
  }
  return set;
}

bool Charset::HoldsAll(absl::string_view text) const {
  while (!text.empty()) {
    const absl::optional<char32_t> character = TakeCharacter(&text);
    if (!character.has_value()) return false;
    const bool held = std::any_of(ranges_.begin(), ranges_.end(), [&](const auto& range) {
      return range.first <= *character && *character <= range.second;
    });
    if (!held) return false;
  }
  return true;
}

}  // namespace cloudphone
