#include "service/simulator/http/percent.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace cloudphone::simulator {

std::string PercentEncode(absl::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
        absl::string_view("-_.~").find(c) != absl::string_view::npos) {
      encoded.push_back(c);
    } else {
      encoded.push_back('%');
      encoded.append(absl::AsciiStrToUpper(absl::BytesToHexString(absl::string_view(&c, 1))));
    }
  }
  return encoded;
}

std::string PercentDecode(absl::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_triple = text[i] == '%' && i + 2 < text.size() && absl::ascii_isxdigit(text[i + 1]) &&
                           absl::ascii_isxdigit(text[i + 2]);
    if (is_triple) {
      decoded.append(absl::HexStringToBytes(text.substr(i + 1, 2)));
      i += 2;
    } else {
      decoded.push_back(text[i]);
    }
  }
  return decoded;
}

std::string OriginForm(absl::string_view target) {
  for (const absl::string_view scheme : {"http://", "https://"}) {
    if (!absl::StartsWithIgnoreCase(target, scheme)) continue;
    const size_t end = target.find_first_of("/?", scheme.size());
    const absl::string_view behind = target.substr(std::min(end, target.size()));
    return absl::StrCat(absl::StartsWith(behind, "/") ? "" : "/", behind);
  }
  return std::string(target);
}

absl::string_view PathOf(absl::string_view target) { return target.substr(0, target.find('?')); }

std::vector<std::pair<std::string, std::string>> QueryOf(absl::string_view target) {
  std::vector<std::pair<std::string, std::string>> query;
  const size_t mark = target.find('?');
  if (mark == absl::string_view::npos) return query;
  for (const absl::string_view pair : absl::StrSplit(target.substr(mark + 1), '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> halves =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    query.emplace_back(PercentDecode(halves.first), PercentDecode(halves.second));
  }
  return query;
}

}  // namespace cloudphone::simulator
