#include "service/simulator/agents/log_filter.h"

#include "absl/strings/ascii.h"
#include "absl/types/optional.h"

namespace cloudphone::simulator {
namespace {

constexpr absl::string_view kLetters = "VDIWEFS";

absl::optional<LogPriority> ReadPriority(absl::string_view text) {
  const size_t place = text.size() == 1
                           ? kLetters.find(absl::ascii_toupper(static_cast<unsigned char>(text[0])))
                           : absl::string_view::npos;
  if (place == absl::string_view::npos) return absl::nullopt;
  return static_cast<LogPriority>(place);
}

}  // namespace

char LetterOf(LogPriority priority) { return kLetters[static_cast<size_t>(priority)]; }

LogFilter::LogFilter(const std::vector<std::string>& filters) {
  for (const absl::string_view filter : filters) {
    const size_t colon = filter.find(':');
    const absl::string_view tag = filter.substr(0, colon);
    const auto priority =
        ReadPriority(colon == absl::string_view::npos ? absl::string_view() : filter.substr(colon + 1));
    if (tag == "*") {
      others_ = priority.value_or(LogPriority::kDebug);
    } else {
      tags_[std::string(tag)] = priority.value_or(LogPriority::kVerbose);
    }
  }
}

bool LogFilter::Passes(LogPriority priority, absl::string_view tag) const {
  const auto found = tags_.find(tag);
  return priority >= (found == tags_.end() ? others_ : found->second);
}

}  // namespace cloudphone::simulator
