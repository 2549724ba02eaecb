#include "adapters/cph/errors/vendor_text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "adapters/cph/text/utf8.h"

namespace cloudphone {
namespace {

constexpr size_t kMaxTextBytes = 256;
constexpr absl::Duration kMaxWait = absl::Hours(24);

// "ak:AKID…" of the vendor's "Get secretKey failed,ak:<ak>,err:…".
std::string HideAccessKey(absl::string_view text) {
  constexpr absl::string_view kMark = ",ak:";
  const size_t mark = text.find(kMark);
  if (mark == absl::string_view::npos) return std::string(text);
  const size_t begin = mark + kMark.size();
  const size_t end = std::min(text.find(',', begin), text.size());
  return std::string(text.substr(0, begin)) + "***" + std::string(text.substr(end));
}

// The number at the front of `text`, taken off; nothing where there is none.
absl::optional<int64_t> TakeNumber(absl::string_view* text) {
  size_t digits = 0;
  while (digits < text->size() && absl::ascii_isdigit(static_cast<unsigned char>((*text)[digits]))) ++digits;
  int64_t number = 0;
  if (!absl::SimpleAtoi(text->substr(0, digits), &number)) return absl::nullopt;
  text->remove_prefix(digits);
  return number;
}

// "1 minute", "10 seconds".
absl::optional<absl::Duration> TakeSpan(absl::string_view text) {
  const absl::optional<int64_t> count = TakeNumber(&text);
  if (!count.has_value()) return absl::nullopt;
  text = absl::StripLeadingAsciiWhitespace(text);
  absl::Duration unit;
  if (absl::StartsWith(text, "second")) unit = absl::Seconds(1);
  if (absl::StartsWith(text, "minute")) unit = absl::Minutes(1);
  if (absl::StartsWith(text, "hour")) unit = absl::Hours(1);
  if (absl::StartsWith(text, "day")) unit = absl::Hours(24);
  if (unit == absl::ZeroDuration() || *count <= 0) return absl::nullopt;
  return std::min(unit * *count, kMaxWait);
}

}  // namespace

std::string CleanVendorText(absl::string_view text) {
  text = text.substr(0, text.find("canonicalRequest"));
  text = absl::StripSuffix(absl::StripTrailingAsciiWhitespace(text), ",");
  const std::string hidden = HideAccessKey(text.substr(0, 4 * kMaxTextBytes));
  std::string clean;
  for (size_t i = 0; i < hidden.size();) {
    const size_t size = Utf8CharacterSize(absl::string_view(hidden).substr(i));
    const bool shown = size > 1 || (size == 1 && absl::ascii_isgraph(static_cast<unsigned char>(hidden[i])));
    if (clean.size() + std::max<size_t>(size, 1) > kMaxTextBytes) break;
    if (shown) {
      clean.append(hidden, i, size);
    } else if (!clean.empty() && clean.back() != ' ') {
      clean.push_back(' ');
    }
    i += std::max<size_t>(size, 1);
  }
  return std::string(absl::StripAsciiWhitespace(clean));
}

absl::optional<absl::Duration> ThrottlingWindow(absl::string_view text) {
  for (const absl::string_view mark : {"limit:", "Threshold: "}) {
    const size_t begin = text.find(mark);
    if (begin == absl::string_view::npos) continue;
    absl::string_view rest = text.substr(begin + mark.size());
    if (!TakeNumber(&rest).has_value()) continue;
    if (absl::ConsumePrefix(&rest, ",time:") || absl::ConsumePrefix(&rest, " times per "))
      return TakeSpan(rest);
  }
  return absl::nullopt;
}

absl::optional<absl::Duration> RetryAfter(absl::string_view header) {
  header = absl::StripAsciiWhitespace(header);
  const absl::optional<int64_t> seconds = TakeNumber(&header);
  if (!seconds.has_value() || !header.empty()) return absl::nullopt;
  return std::min(absl::Seconds(*seconds), kMaxWait);
}

}  // namespace cloudphone
