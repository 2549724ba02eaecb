#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "service/agent/agent_errors.h"
#include "service/agent/device/device_functions.h"

namespace cloudphone {
namespace {

constexpr size_t kMaxFilters = 32;
constexpr size_t kMaxFilterBytes = 64;
constexpr int kMaxTailLines = 10000;

bool IsFilter(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxFilterBytes && text[0] != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isgraph(c); });
}

}  // namespace

absl::Status CheckLogcat(const LogcatQuery& query) {
  if (query.filters.size() > kMaxFilters)
    return WrongField("WRONG_FIELD", "filters", absl::StrCat("more than ", kMaxFilters));
  for (size_t i = 0; i < query.filters.size(); ++i) {
    if (!IsFilter(query.filters[i]))
      return WrongField("WRONG_FIELD", absl::StrCat("filters[", i, "]"), "is no filter such as \"Tag:I\"");
  }
  if (query.tail_lines < 0 || query.tail_lines > kMaxTailLines)
    return WrongField("WRONG_FIELD", "tail_lines", absl::StrCat("is not within 0 and ", kMaxTailLines));
  return absl::OkStatus();
}

}  // namespace cloudphone
