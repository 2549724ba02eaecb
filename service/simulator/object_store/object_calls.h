#ifndef CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_CALLS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_CALLS_H_

#include <memory>
#include <string>

#include "absl/types/optional.h"
#include "service/simulator/object_store/object_blob.h"
#include "service/simulator/object_store/object_buckets.h"
#include "service/simulator/object_store/object_errors.h"
#include "service/simulator/object_store/object_parts.h"
#include "service/simulator/object_store/object_request.h"
#include "service/simulator/object_store/object_xml.h"

namespace cloudphone::simulator {

// The body of a PUT on its way in. Its signature was judged by its head: a URL may expire meanwhile.
class ObjectUpload final : public BodySink {
 public:
  ObjectUpload(absl::optional<ObjectError> refused, std::shared_ptr<ObjectSpace> space, uint64_t max_bytes)
      : refused_(refused), bytes_(std::move(space), max_bytes) {}

  // What is refused is read to its end, and not kept.
  void Write(absl::string_view piece) override {
    if (!refused_.has_value()) bytes_.Write(piece);
  }
  const absl::optional<ObjectError>& refused() const { return refused_; }
  BlobWriter& bytes() { return bytes_; }

 private:
  const absl::optional<ObjectError> refused_;
  BlobWriter bytes_;
};

// One call that was admitted, and what it works on.
struct ObjectCall {
  const ObjectRequest& request;
  const std::string& request_id;
  const std::string& region;
  Buckets* buckets;
  PartTable* parts;
  ObjectUpload* upload;  // Of a PUT of bytes; otherwise null.

  Response Ok(int status = 200) const;
  Response Xml(XmlAnswer* xml) const;
  Response Error(const ObjectError& error) const;
};

// object_routes.cc
Response PutObject(const ObjectCall& call);
Response GetObject(const ObjectCall& call);  // HEAD too.
Response DeleteObject(const ObjectCall& call);
// object_part_routes.cc
Response BeginUpload(const ObjectCall& call);
Response PutPart(const ObjectCall& call);
Response CompleteUpload(const ObjectCall& call);
Response AbortUpload(const ObjectCall& call);
Response ListParts(const ObjectCall& call);
Response ListUploads(const ObjectCall& call);
// object_bucket_routes.cc
Response ListBuckets(const ObjectCall& call);
Response CreateBucket(const ObjectCall& call);
Response HeadBucket(const ObjectCall& call);
Response ShowLocation(const ObjectCall& call);
Response DeleteBucket(const ObjectCall& call);
Response ListObjects(const ObjectCall& call);

// What a PUT or the begin of an upload says of its object.
ObjectDescription ReadDescription(const ObjectRequest& request);
// The bytes of a PUT, held against their Content-MD5; or null, and why they are refused.
std::shared_ptr<const Blob> TakeBytes(const ObjectCall& call, ObjectError* refused);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_CALLS_H_
