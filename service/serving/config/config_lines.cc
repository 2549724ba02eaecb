#include "service/serving/config/config_lines.h"

#include "absl/strings/str_cat.h"

namespace cloudphone {

std::string Locate(const ConfigLines& lines, absl::string_view path) {
  if (lines.file.empty()) return std::string(path);
  absl::string_view known = path;
  while (!known.empty()) {
    const auto found = lines.lines.find(std::string(known));
    if (found != lines.lines.end()) return absl::StrCat(lines.file, ":", found->second, ": ", path);
    const size_t end = known.find_last_of(".[");
    known = known.substr(0, end == absl::string_view::npos ? 0 : end);
  }
  return absl::StrCat(lines.file, ": ", path);
}

}  // namespace cloudphone
