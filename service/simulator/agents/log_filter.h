#ifndef CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_LOG_FILTER_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_LOG_FILTER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cloudphone::simulator {

// Android's priorities, in their order.
enum class LogPriority { kVerbose, kDebug, kInfo, kWarning, kError, kFatal, kSilent };

// "VDIWEF": the letter of a priority that a line can have.
char LetterOf(LogPriority priority);

// logcat's filters: "Tag:Priority" lets that tag pass from that priority on, "*:Priority" all other tags,
// which pass without it; "Tag" alone is Tag:V and "*" is *:D. A priority that is none counts as none given.
class LogFilter {
 public:
  explicit LogFilter(const std::vector<std::string>& filters);

  bool Passes(LogPriority priority, absl::string_view tag) const;

 private:
  LogPriority others_ = LogPriority::kVerbose;
  std::map<std::string, LogPriority, std::less<>> tags_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_LOG_FILTER_H_
