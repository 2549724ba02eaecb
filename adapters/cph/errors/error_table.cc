#include "adapters/cph/errors/error_table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace cloudphone {
namespace {

// kCodes, sorted by code and status; kStatuses, sorted by status; kOther4xx, kOther5xx.
#include "error_table_data.inc"

}  // namespace

const ErrorRow* FindErrorRow(absl::string_view code, int http_status) {
  const auto [begin, end] =
      std::equal_range(std::begin(kCodes), std::end(kCodes), code, [](const auto& left, const auto& right) {
        if constexpr (std::is_same_v<std::decay_t<decltype(left)>, ErrorRow>) {
          return left.code < right;
        } else {
          return left < right.code;
        }
      });
  if (begin == end) return nullptr;
  const auto* exact =
      std::find_if(begin, end, [&](const ErrorRow& row) { return row.status == http_status; });
  return exact == end ? begin : exact;
}

const ErrorRow& StatusRow(int http_status) {
  const auto* row = std::find_if(std::begin(kStatuses), std::end(kStatuses),
                                 [&](const ErrorRow& one) { return one.status == http_status; });
  if (row != std::end(kStatuses)) return *row;
  return http_status >= 400 && http_status < 500 ? kOther4xx : kOther5xx;
}

std::string NormalErrorCode(absl::string_view code) {
  code = absl::StripAsciiWhitespace(code);
  // A sample of 2021 writes the code of an item without its dot.
  const bool lacks_dot =
      code.size() == 7 && absl::StartsWith(code, "CPS") &&
      std::all_of(code.begin() + 3, code.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
  return lacks_dot ? absl::StrCat("CPS.", code.substr(3)) : std::string(code);
}

}  // namespace cloudphone
