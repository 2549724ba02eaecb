#include "adapters/runtime/secret_file.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/file_descriptor.h"

namespace cloudphone {
namespace {

// Above the longest token that the vendor's documents show (9 KB).
constexpr size_t kMaxBytes = 64 << 10;

void TrimLineEnd(std::string* text) {
  if (absl::EndsWith(*text, "\n")) text->pop_back();
  if (absl::EndsWith(*text, "\r")) text->pop_back();
}

}  // namespace

absl::StatusOr<std::string> ReadSecretFile(const std::string& path) {
  absl::StatusOr<std::string> secret = ReadFile(path, kMaxBytes);
  if (!secret.ok()) return secret;
  TrimLineEnd(&*secret);
  if (absl::Status checked = CheckSecret(*secret, path); !checked.ok()) return checked;
  return secret;
}

absl::Status CheckSecret(absl::string_view secret, absl::string_view where) {
  if (secret.empty()) return absl::FailedPreconditionError(absl::StrCat(where, " is empty"));
  // Secrets go into headers and bodies; a line end within comes from a careless paste.
  const bool one_line =
      std::none_of(secret.begin(), secret.end(), [](unsigned char c) { return absl::ascii_iscntrl(c); });
  if (one_line) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(where, " holds more than one line, or control characters"));
}

}  // namespace cloudphone
