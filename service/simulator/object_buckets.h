#ifndef CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/simulator/object_blob.h"

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
std::string ReadObject(const StoredObject& object, uint64_t offset, size_t max_bytes);

struct Bucket {
  bool delegated = true;  // Whether the phones' service may read and write it.
  absl::Time created = {};
  std::map<std::string, StoredObject, std::less<>> objects = {};
};

// Buckets and objects as everybody in the cloud sees them: owners through HTTP, the phones' service and tests
// by these calls. Not thread-safe: Simulator calls it under its lock.
class ObjectStore {
 public:
  explicit ObjectStore(std::shared_ptr<ObjectSpace> space) : space_(std::move(space)) {}

  // Does nothing where there is one of that name.
  void AddBucket(absl::string_view name, absl::Time now);
  // Null where there is none.
  const Bucket* FindBucket(absl::string_view name) const;
  const std::map<std::string, Bucket, std::less<>>& buckets() const { return buckets_; }
  // False where it is not empty, or there is none.
  bool RemoveBucket(absl::string_view name);

  // Null where there is no such object or bucket. Good until the object is put again or removed.
  const StoredObject* Find(absl::string_view bucket, absl::string_view key) const;
  // Puts an object, or another in its place. Errors: kNotFound the bucket; kResourceExhausted no room.
  absl::Status Put(absl::string_view bucket, absl::string_view key, absl::string_view bytes, absl::Time now);
  // The same with what came over the wire. The bucket must be there.
  void PutStored(absl::string_view bucket, absl::string_view key, StoredObject object);
  // Does nothing where there is none.
  void Remove(absl::string_view bucket, absl::string_view key);

  // Whether the owner let the phones' service into the bucket; false where there is none.
  bool delegated(absl::string_view bucket) const;
  void SetDelegated(absl::string_view bucket, bool delegated);

  const std::shared_ptr<ObjectSpace>& space() const { return space_; }

 private:
  const std::shared_ptr<ObjectSpace> space_;
  std::map<std::string, Bucket, std::less<>> buckets_;
};

// What the examples of the phones' service name (cph-api.json), and a bucket into which that service was not
// let.
constexpr char kUndelegatedBucket[] = "undelegated-bucket";
void AddExampleObjects(ObjectStore* store, absl::Time now);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_H_
