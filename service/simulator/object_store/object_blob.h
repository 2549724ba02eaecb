#ifndef CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_BLOB_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_BLOB_H_

#include <openssl/evp.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "adapters/runtime/file_descriptor.h"
#include "service/simulator/http/http_message.h"

namespace cloudphone::simulator {

// The room that bytes of objects take, in memory or on a disk. Thread-safe: a blob gives back its room on the
// thread that lets go of it last.
class ObjectSpace {
 public:
  // What is longer than a page or two lies in `directory`, all of it in memory where that is empty.
  ObjectSpace(std::string directory, uint64_t max_bytes)
      : directory_(std::move(directory)), max_bytes_(max_bytes) {}

  const std::string& directory() const { return directory_; }
  // False where there is not so much room.
  bool Take(uint64_t bytes);
  void GiveBack(uint64_t bytes) { used_bytes_ -= bytes; }
  uint64_t used_bytes() const { return used_bytes_; }

 private:
  const std::string directory_;
  const uint64_t max_bytes_;
  std::atomic<uint64_t> used_bytes_{0};
};

// Bytes that came in one request and never change. A file has no name, so that nothing stays behind however
// the process ends; it costs one open file.
class Blob {
 public:
  explicit Blob(std::shared_ptr<ObjectSpace> space) : space_(std::move(space)) {}
  ~Blob() { space_->GiveBack(size_); }
  Blob(const Blob&) = delete;
  Blob& operator=(const Blob&) = delete;

  uint64_t size() const { return size_; }
  const std::string& md5() const { return md5_; }  // 16 bytes.
  // Copies what there is from `offset` on, at most `max_bytes`; less than there is where the disk fails.
  size_t Read(uint64_t offset, char* to, size_t max_bytes) const;

 private:
  friend class BlobWriter;

  const std::shared_ptr<ObjectSpace> space_;
  uint64_t size_ = 0;
  std::string md5_;
  std::string memory_;  // All of it, unless there is a file.
  FileDescriptor file_;
};

// Whether files without names can be made in a directory: not every file system has them.
bool CanKeepBlobs(const std::string& directory);

// Takes the bytes of one blob as they come.
class BlobWriter final : public BodySink {
 public:
  // What is over `max_bytes` is too large.
  BlobWriter(std::shared_ptr<ObjectSpace> space, uint64_t max_bytes);

  void Write(absl::string_view piece) override;

  bool too_large() const { return too_large_; }
  bool no_room() const { return no_room_; }
  // What came; null where that was too much. The writer is used up.
  std::shared_ptr<const Blob> Finish();

 private:
  struct FreeDigest {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };

  // Puts the bytes where they belong; false where there is no room on the disk.
  bool Store(absl::string_view piece);

  const std::shared_ptr<ObjectSpace> space_;
  const uint64_t max_bytes_;
  std::shared_ptr<Blob> blob_;
  std::unique_ptr<EVP_MD_CTX, FreeDigest> md5_;
  bool too_large_ = false;
  bool no_room_ = false;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_BLOB_H_
