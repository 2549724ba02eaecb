#ifndef CLOUDPHONE_ADAPTERS_OBJECT_STORAGE_OBJECT_ANSWER_H_
#define CLOUDPHONE_ADAPTERS_OBJECT_STORAGE_OBJECT_ANSWER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/http/http_transport.h"

namespace cloudphone {

// What a HEAD tells of an object.
struct ObjectStat {
  uint64_t size_bytes = 0;
  std::string etag;    // Without the quotation marks; a hash of the bytes for a plain upload only.
  std::string sha256;  // Of x-obs-meta-sha256, as the uploader gave it; empty: it gave none.
  std::string content_type;
};

// Reads the answer to a HEAD of an object; errors as ObjectStatus(). The answer to a HEAD has no code, so
// that a missing bucket and a missing object are one kNotFound, and each 403 is kPermissionDenied.
absl::StatusOr<ObjectStat> ReadObjectStat(const HttpResult& result);

// What any other answer means, by its code or, where that is not known, its HTTP status.
// kUnauthenticated: it is our key or clock that was refused. kUnavailable: another try may do. The text has
// the store's code and its id of the request, never a URL.
absl::Status ObjectStatus(const HttpResult& result);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_OBJECT_STORAGE_OBJECT_ANSWER_H_
