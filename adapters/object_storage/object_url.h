#ifndef CLOUDPHONE_ADAPTERS_OBJECT_STORAGE_OBJECT_URL_H_
#define CLOUDPHONE_ADAPTERS_OBJECT_STORAGE_OBJECT_URL_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "adapters/http/http_transport.h"

namespace cloudphone {

// Where a URL has the bucket.
enum class BucketPlace {
  kHost,    // bucket.endpoint: what the vendor demands.
  kPath,    // endpoint/bucket: of a simulator that has no name, only an address.
  kDomain,  // Nowhere: the endpoint is a name of the owner's that is bound to the bucket.
};

// kPath for an address or localhost, or else kHost. `endpoint` as in ObjectCall.
BucketPlace PlaceForEndpoint(absl::string_view endpoint);

// Scheme and host of a region's object store, by the vendor's API reference.
std::string ObjectEndpoint(absl::string_view region);

// One call of the object store, before it is signed.
struct ObjectCall {
  std::string method;
  std::string endpoint;  // "https://obs.REGION.myhuaweicloud.com", without a slash at its end.
  std::string bucket;    // Empty: all buckets, or those of kDomain.
  std::string key;       // As its owner knows it, not encoded; empty: the bucket itself.
  // Not encoded. An empty value goes without an equals sign.
  std::vector<std::pair<std::string, std::string>> query = {};
  // Content-Type, Content-MD5 and all that begin with x-obs- are signed: they must be sent as they stand
  // here.
  std::vector<HttpHeader> headers = {};
  BucketPlace place = BucketPlace::kHost;
};

// The URL of the call, encoded as the signature covers it.
std::string ObjectUrl(const ObjectCall& call);

// "/bucket/key" with the key encoded as in the URL: the start of what is signed.
std::string ObjectResource(const ObjectCall& call);

// Encodes every byte but A-Z a-z 0-9 - _ . ~ and those of `keep`, in upper-case hex.
std::string EncodeForObjects(absl::string_view text, absl::string_view keep);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_OBJECT_STORAGE_OBJECT_URL_H_
