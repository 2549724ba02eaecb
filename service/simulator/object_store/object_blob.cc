#include "service/simulator/object_store/object_blob.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace cloudphone::simulator {
namespace {

// What is no longer lies in memory in any case: files are dear.
constexpr size_t kMaxMemoryBytes = 64 << 10;

FileDescriptor OpenNameless(const std::string& directory) {
  return FileDescriptor(open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
}

bool WriteAll(int fd, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

bool CanKeepBlobs(const std::string& directory) { return static_cast<bool>(OpenNameless(directory)); }

bool ObjectSpace::Take(uint64_t bytes) {
  uint64_t used = used_bytes_;
  do {
    if (bytes > max_bytes_ - std::min(used, max_bytes_)) return false;
  } while (!used_bytes_.compare_exchange_weak(used, used + bytes));
  return true;
}

size_t Blob::Read(uint64_t offset, char* to, size_t max_bytes) const {
  if (offset >= size_) return 0;
  const size_t wanted = static_cast<size_t>(std::min<uint64_t>(max_bytes, size_ - offset));
  if (!file_) return memory_.copy(to, wanted, static_cast<size_t>(offset));
  size_t read = 0;
  while (read < wanted) {
    const ssize_t more = pread(file_.get(), to + read, wanted - read, static_cast<off_t>(offset + read));
    if (more <= 0) break;
    read += static_cast<size_t>(more);
  }
  return read;
}

BlobWriter::BlobWriter(std::shared_ptr<ObjectSpace> space, uint64_t max_bytes)
    : space_(std::move(space)),
      max_bytes_(max_bytes),
      blob_(std::make_shared<Blob>(space_)),
      md5_(EVP_MD_CTX_new()) {
  EVP_DigestInit_ex(md5_.get(), EVP_md5(), nullptr);
}

void BlobWriter::Write(absl::string_view piece) {
  if (too_large_ || no_room_) return;
  too_large_ = piece.size() > max_bytes_ - blob_->size_;
  no_room_ = !too_large_ && !space_->Take(piece.size());
  if (!too_large_ && !no_room_) {
    blob_->size_ += piece.size();
    no_room_ = !Store(piece);
  }
  if (too_large_ || no_room_) {
    blob_.reset();  // Its room is free at once.
    return;
  }
  EVP_DigestUpdate(md5_.get(), piece.data(), piece.size());
}

bool BlobWriter::Store(absl::string_view piece) {
  if (!blob_->file_) {
    blob_->memory_.append(piece.data(), piece.size());
    if (space_->directory().empty() || blob_->memory_.size() <= kMaxMemoryBytes) return true;
    blob_->file_ = OpenNameless(space_->directory());
    const std::string memory = std::exchange(blob_->memory_, std::string());
    return blob_->file_ && WriteAll(blob_->file_.get(), memory);
  }
  return WriteAll(blob_->file_.get(), piece);
}

std::shared_ptr<const Blob> BlobWriter::Finish() {
  if (blob_ == nullptr) return nullptr;
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(md5_.get(), digest, &size);
  blob_->md5_.assign(reinterpret_cast<const char*>(digest), size);
  return std::exchange(blob_, nullptr);
}

}  // namespace cloudphone::simulator
