#include "service/agent/device/logcat_reader.h"

#include "absl/strings/strip.h"
#include "service/agent/agent_errors.h"

namespace cloudphone {
namespace {

constexpr size_t kMaxLineBytes = 4096;

}  // namespace

std::vector<std::string> TakeLines(std::string* text, size_t max_bytes) {
  std::vector<std::string> lines;
  size_t begin = 0;
  for (size_t end = text->find('\n'); end != std::string::npos; end = text->find('\n', begin)) {
    const absl::string_view line = absl::string_view(*text).substr(begin, end - begin);
    lines.emplace_back(absl::StripSuffix(line.substr(0, max_bytes), "\r"));
    begin = end + 1;
  }
  text->erase(0, begin);
  if (text->size() > max_bytes) text->resize(max_bytes);
  return lines;
}

LogcatReader::~LogcatReader() {
  Stop();
  thread_.join();
}

void LogcatReader::Read() {
  std::string text;
  while (true) {
    const absl::StatusOr<bool> more = child_->Read(&text, absl::InfiniteDuration());
    if (more.ok() && !*more) break;
    if (!more.ok() && !absl::IsDeadlineExceeded(more.status())) break;
    std::vector<std::string> lines = TakeLines(&text, kMaxLineBytes);
    if (!lines.empty()) listener_->OnLines(std::move(lines));
  }
  child_->Kill();
  listener_->OnEnd(AgentRefusal(absl::StatusCode::kUnavailable, "LOGCAT_ENDED", "logcat has ended"));
  listener_ = nullptr;
  done_ = true;
}

}  // namespace cloudphone
