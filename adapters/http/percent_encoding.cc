#include "adapters/http/percent_encoding.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace cloudphone {

void AppendPercentEncoded(absl::string_view text, absl::string_view keep, std::string* encoded) {
  constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || c == '-' || c == '_' || c == '.' || c == '~' ||
        absl::StrContains(keep, c)) {
      *encoded += c;
    } else {
      encoded->append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
  }
}

}  // namespace cloudphone
