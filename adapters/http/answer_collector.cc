#include "adapters/http/answer_collector.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace cloudphone {

bool AnswerCollector::AddHeaderLine(absl::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > max_header_bytes_) {
    too_large_ = true;
    return false;
  }
  const absl::string_view text = absl::StripAsciiWhitespace(line);
  if (text.empty()) {
    head_ended_ = true;
    return true;
  }
  if (!begun_ || (head_ended_ && body_.empty() && absl::StartsWith(text, "HTTP/"))) {
    begun_ = true;
    head_ended_ = false;
    headers_.clear();
    return true;
  }
  if (head_ended_) return true;  // Trailers mean nothing to us.
  const size_t colon = text.find(':');
  if (colon == absl::string_view::npos) return true;  // Not a header; curl judges whether it is HTTP.
  headers_.push_back({std::string(absl::StripTrailingAsciiWhitespace(text.substr(0, colon))),
                      std::string(absl::StripLeadingAsciiWhitespace(text.substr(colon + 1)))});
  return true;
}

bool AnswerCollector::AddBody(absl::string_view piece) {
  if (piece.size() > max_body_bytes_ - body_.size()) {
    too_large_ = true;
    return false;
  }
  body_.append(piece.data(), piece.size());
  return true;
}

}  // namespace cloudphone
