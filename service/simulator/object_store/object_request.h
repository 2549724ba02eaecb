#ifndef CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_REQUEST_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_REQUEST_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "service/simulator/http/http_message.h"
#include "service/simulator/object_store/object_options.h"

namespace cloudphone::simulator {

// Which of two dialects a request speaks (the vendor's OBS API reference): they differ in nothing but names.
struct ObjectDialect {
  const char* authorization;  // The first word of the header.
  const char* header_prefix;
  const char* key_parameter;  // Of a signed URL.
};
// Inline: they are told apart by their addresses, which are then the same in every file.
inline constexpr ObjectDialect kObsDialect = {"OBS", "x-obs-", "AccessKeyId"};
inline constexpr ObjectDialect kAwsDialect = {"AWS", "x-amz-", "AWSAccessKeyId"};

// A request to the object store, with what it is about.
struct ObjectRequest {
  const Request* http = nullptr;
  const ObjectDialect* dialect = &kObsDialect;
  std::string bucket;    // Empty: all buckets.
  std::string key;       // Decoded; empty: the bucket itself.
  std::string resource;  // "/bucket/key" with the path as it came, which the signature covers.
  // Decoded; a plus sign is a space, as one of the vendor's clients writes it.
  std::vector<std::pair<std::string, std::string>> query;

  // The first value of that name in any case, or nothing.
  absl::optional<std::string> Query(absl::string_view name) const;
  // The header x-obs-NAME, or x-amz-NAME.
  absl::string_view Extension(absl::string_view name) const;
  absl::string_view Header(absl::string_view name) const { return http->Header(name); }
};

// Whether a request is for the object store by its host ("obs.REGION…", "BUCKET.obs.REGION…", or one that is
// bound to a bucket), by the way in which it is signed, or as the question for the version of the API. What
// is neither may still name a bucket in its path.
bool IsForObjects(const Request& request, const BucketDomains& domains);

// The first segment of the path, decoded.
std::string FirstSegment(absl::string_view target);

// Reads a request with the bucket in its host or, where there is none, in its path. `request` outlives it.
ObjectRequest ReadObjectRequest(const Request& request, const BucketDomains& domains);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_REQUEST_H_
