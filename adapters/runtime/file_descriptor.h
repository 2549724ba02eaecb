#ifndef CLOUDPHONE_ADAPTERS_RUNTIME_FILE_DESCRIPTOR_H_
#define CLOUDPHONE_ADAPTERS_RUNTIME_FILE_DESCRIPTOR_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cloudphone {

// Owns one open file descriptor. Movable, not copyable; not thread-safe.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() { Close(); }
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this != &other) {
      Close();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void Close();

 private:
  int fd_ = -1;
};

// Reads a whole file of at most `max_bytes`. The error names the path and the system's reason. Blocks: only
// for start-up, never on a gRPC thread or an HTTP loop.
absl::StatusOr<std::string> ReadFile(absl::string_view path, size_t max_bytes = 1 << 20);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_RUNTIME_FILE_DESCRIPTOR_H_
