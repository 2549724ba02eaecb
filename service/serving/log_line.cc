#include "service/serving/log_line.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"

namespace cloudphone {
namespace {

constexpr size_t kMaxValueBytes = 1024;

bool IsPlain(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isgraph(c) && c != '"' && c != '=' && c != '\\';
  });
}

}  // namespace

std::string LogLine(absl::string_view event, absl::Span<const LogField> fields) {
  std::string line = absl::StrCat("event=", event);
  for (const LogField& field : fields) {
    if (field.value.empty()) continue;
    const absl::string_view value = absl::string_view(field.value).substr(0, kMaxValueBytes);
    absl::StrAppend(&line, " ", field.name, "=");
    if (IsPlain(value)) {
      absl::StrAppend(&line, value);
    } else {
      absl::StrAppend(&line, "\"", absl::Utf8SafeCHexEscape(value), "\"");
    }
  }
  return line;
}

}  // namespace cloudphone
