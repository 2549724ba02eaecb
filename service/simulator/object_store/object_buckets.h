#ifndef CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_BUCKETS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_BUCKETS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/simulator/object_store/object_blob.h"
#include "service/simulator/object_store/object_store.h"

namespace cloudphone::simulator {

// What comes with the bytes of an object and is given back with them.
struct ObjectDescription {
  std::string content_type;                     // Empty: binary/octet-stream.
  std::map<std::string, std::string> metadata;  // By the lower-case name behind x-obs-meta-.
};

// One object. Its bytes never change: who puts again puts another object.
struct StoredObject {
  std::vector<std::shared_ptr<const Blob>> parts;  // The bytes, one after the other.
  uint64_t size_bytes = 0;
  std::string etag;  // Without the quotation marks.
  absl::Time modified = {};
  ObjectDescription description = {};
};

// The bytes from `offset` on, at most `max_bytes`.
std::string ReadObject(const StoredObject& object, uint64_t offset, uint64_t max_bytes);

// 3 to 63 of a-z 0-9 - . without two dots in a row, and no address (the vendor's OBS API reference).
bool IsBucketName(absl::string_view name);

struct Bucket {
  bool delegated = true;  // Whether the phones' service may read and write it.
  absl::Time created = {};
  std::map<std::string, StoredObject, std::less<>> objects = {};
};

// Buckets and objects as everybody in the cloud sees them: owners through HTTP, the phones' service through
// the port that it implements. Not thread-safe: the cloud calls it under its lock.
class Buckets final : public ObjectLookup {
 public:
  Buckets(std::shared_ptr<ObjectSpace> space, absl::Time now) : space_(std::move(space)), now_(now) {}

  // The time of all that happens until the next call of it.
  void Settle(absl::Time now) { now_ = now; }
  absl::Time now() const { return now_; }

  // Does nothing where there is one of that name.
  void AddBucket(absl::string_view name);
  // Null where there is none.
  const Bucket* FindBucket(absl::string_view name) const;
  const std::map<std::string, Bucket, std::less<>>& buckets() const { return buckets_; }
  // The bucket must be empty.
  void RemoveBucket(absl::string_view name);

  // Null where there is no such object or bucket. Good until the object is put again or removed.
  const StoredObject* Find(absl::string_view bucket, absl::string_view key) const;
  // Puts an object, or another in its place. False where there is no such bucket.
  bool PutStored(absl::string_view bucket, absl::string_view key, StoredObject object);
  // False where there is no such bucket, or no room.
  bool PutBytes(absl::string_view bucket, absl::string_view key, absl::string_view bytes);
  // Does nothing where there is none.
  void Remove(absl::string_view bucket, absl::string_view key);

  // Whether the owner let the phones' service into the bucket; false where there is none.
  bool delegated(absl::string_view bucket) const;
  void SetDelegated(absl::string_view bucket, bool delegated);

  // What the phones' service sees: nothing of a bucket into which it was not let.
  absl::optional<uint64_t> Size(const std::string& bucket, const std::string& key) const override;
  std::string Read(const std::string& bucket, const std::string& key, uint64_t offset,
                   uint64_t length) const override;
  bool Put(const std::string& bucket, const std::string& key, std::string bytes) override;

  const std::shared_ptr<ObjectSpace>& space() const { return space_; }

 private:
  const std::shared_ptr<ObjectSpace> space_;
  absl::Time now_;
  std::map<std::string, Bucket, std::less<>> buckets_;
};

// What the examples of the phones' service name (the vendor's API reference); an empty bucket for what is to
// be installed; and one into which that service was not let.
constexpr char kStagingBucket[] = "cph-staging";
constexpr char kUndelegatedBucket[] = "undelegated-bucket";
void AddExampleObjects(Buckets* buckets);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_BUCKETS_H_
