#ifndef CLOUDPHONE_ADAPTERS_CPH_TEXT_CHARSET_H_
#define CLOUDPHONE_ADAPTERS_CPH_TEXT_CHARSET_H_

#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace cloudphone {

// A set of Unicode characters. Constant once made; any thread.
class Charset {
 public:
  // Reads the inside of a bracket expression, such as "a-zA-Z0-9_-": single characters and ranges; a '-' at
  // an end means itself. Nothing where the text is empty, no UTF-8, or holds a range that runs backwards.
  static absl::optional<Charset> Parse(absl::string_view expression);

  // Whether every character of `text` is in the set; false where `text` is no UTF-8.
  bool HoldsAll(absl::string_view text) const;

 private:
  std::vector<std::pair<char32_t, char32_t>> ranges_;  // Both ends are in it.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_TEXT_CHARSET_H_
