#include "adapters/credentials/project_id.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "absl/strings/ascii.h"

namespace cloudphone {

bool IsProjectId(absl::string_view text) {
  constexpr size_t kMaxSize = 64;
  return !text.empty() && text.size() <= kMaxSize &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isalnum(c) || c == '_' || c == '-'; });
}

void FillProjectId(absl::string_view project_id, HttpRequest* request) {
  const size_t where = request->url.find(kProjectIdPlaceholder.data(), 0, kProjectIdPlaceholder.size());
  if (where == std::string::npos) return;
  request->url.replace(where, kProjectIdPlaceholder.size(), project_id.data(), project_id.size());
}

}  // namespace cloudphone
