#include "adapters/runtime/file_descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace cloudphone {
namespace {

absl::Status CannotRead(absl::string_view path, int error) {
  return absl::FailedPreconditionError(
      absl::StrCat("cannot read ", path, ": ", std::generic_category().message(error)));
}

}  // namespace

void FileDescriptor::Close() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

absl::StatusOr<std::string> ReadFile(absl::string_view path, size_t max_bytes) {
  FileDescriptor file(::open(std::string(path).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return CannotRead(path, errno);
  std::string content;
  char buffer[1 << 14];
  while (true) {
    const ssize_t count = ::read(file.get(), buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return CannotRead(path, errno);
    if (count == 0) return content;
    content.append(buffer, static_cast<size_t>(count));
    if (content.size() > max_bytes) return CannotRead(path, EFBIG);
  }
}

}  // namespace cloudphone
