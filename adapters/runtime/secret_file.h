#ifndef CLOUDPHONE_ADAPTERS_RUNTIME_SECRET_FILE_H_
#define CLOUDPHONE_ADAPTERS_RUNTIME_SECRET_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cloudphone {

// The secret that a file holds: one line, whose end does not count, be it LF, CR LF or CR. Everybody reads
// secrets in this way, or two who share one would not agree. Errors name the file and never show what stands
// in it.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path);

// FAILED_PRECONDITION for a secret that is empty or holds control characters; `where` is where it comes from.
absl::Status CheckSecret(absl::string_view secret, absl::string_view where);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_RUNTIME_SECRET_FILE_H_
