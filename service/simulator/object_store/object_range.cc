#include "service/simulator/object_store/object_range.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace cloudphone::simulator {

ObjectRange ReadRange(absl::string_view header, uint64_t size) {
  const ObjectRange whole = {ObjectRange::Kind::kWhole, 0, size};
  if (!absl::ConsumePrefix(&header, "bytes=") || header.find('-') == absl::string_view::npos) return whole;
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(header, absl::MaxSplits('-', 1));
  uint64_t first = 0;
  uint64_t last = 0;
  const bool has_first = absl::SimpleAtoi(halves.first, &first);
  const bool has_last = absl::SimpleAtoi(halves.second, &last);
  if ((!has_first && !halves.first.empty()) || (!has_last && !halves.second.empty())) return whole;
  if (!has_first && !has_last) return whole;
  ObjectRange range = {ObjectRange::Kind::kPart, first, size};
  if (!has_first) {
    range.begin = size - std::min(last, size);
  } else if (has_last) {
    if (last < first) return whole;
    range.end = std::min(last, size - 1) + 1;
  }
  if (range.begin >= size) range.kind = ObjectRange::Kind::kOutside;
  return range;
}

size_t ObjectSource::Read(char* to, size_t max_bytes) {
  const std::string bytes = ReadObject(object_, next_, std::min<uint64_t>(max_bytes, end_ - next_));
  next_ += bytes.size();
  return bytes.copy(to, bytes.size());
}

}  // namespace cloudphone::simulator
