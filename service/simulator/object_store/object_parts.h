#ifndef CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_PARTS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_PARTS_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/simulator/object_store/object_blob.h"
#include "service/simulator/object_store/object_buckets.h"
#include "service/simulator/object_store/object_errors.h"
#include "service/simulator/object_store/object_xml.h"

namespace cloudphone::simulator {

struct UploadedPart {
  std::shared_ptr<const Blob> blob;
  std::string etag;
  absl::Time modified = {};
};

// An upload in parts that has begun.
struct PartUpload {
  std::string bucket;
  std::string key;
  ObjectDescription description;
  absl::Time begun = {};
  std::map<int, UploadedPart> parts;  // By number, from 1.
};

// The uploads in parts that were neither completed nor aborted. Not thread-safe.
class PartTable {
 public:
  void Begin(const std::string& id, PartUpload upload) { uploads_[id] = std::move(upload); }
  // Null where there is none of that id for that object.
  PartUpload* Find(const std::string& id, absl::string_view bucket, absl::string_view key);
  void Remove(const std::string& id) { uploads_.erase(id); }
  // By their ids.
  const std::map<std::string, PartUpload>& uploads() const { return uploads_; }

 private:
  std::map<std::string, PartUpload> uploads_;
};

// The object that those parts make, at `now`; or nothing, and why they make none.
absl::optional<StoredObject> JoinParts(const PartUpload& upload, const std::vector<NamedPart>& named,
                                       absl::Time now, ObjectError* refused);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_PARTS_H_
