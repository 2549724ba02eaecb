#include "service/serving/config/secret.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/file_descriptor.h"

namespace cloudphone {
namespace {

using ::cloudphone::config::v1::Secret;

// Above the longest token that the vendor's documents show (9 KB).
constexpr size_t kMaxBytes = 64 << 10;

absl::Status Wrong(absl::string_view path, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", what));
}

void TrimLineEnd(std::string* text) {
  if (absl::EndsWith(*text, "\n")) text->pop_back();
  if (absl::EndsWith(*text, "\r")) text->pop_back();
}

}  // namespace

absl::StatusOr<std::string> ResolveSecret(const Secret& secret, absl::string_view path,
                                          absl::FunctionRef<const char*(const char* name)> environment) {
  std::string value;
  std::string where;
  if (secret.source_case() == Secret::kFile) {
    where = secret.file();
    absl::StatusOr<std::string> text = ReadFile(secret.file(), kMaxBytes);
    if (!text.ok()) return Wrong(path, text.status().message());
    value = *std::move(text);
    TrimLineEnd(&value);
  } else if (secret.source_case() == Secret::kEnvironment) {
    where = absl::StrCat("the variable ", secret.environment());
    const char* const found = environment(secret.environment().c_str());
    if (found == nullptr) return Wrong(path, absl::StrCat(where, " is not set"));
    value = found;
  } else {
    return Wrong(path, "needs the key file or environment");
  }
  if (value.empty()) return Wrong(path, absl::StrCat(where, " is empty"));
  // Secrets go into headers and bodies; a line end within comes from a careless paste.
  const bool one_line =
      std::none_of(value.begin(), value.end(), [](unsigned char c) { return absl::ascii_iscntrl(c); });
  if (!one_line) return Wrong(path, absl::StrCat(where, " holds more than one line, or control characters"));
  return value;
}

}  // namespace cloudphone
