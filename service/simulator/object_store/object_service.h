#ifndef CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_SERVICE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_SERVICE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/simulator/http/http_message.h"
#include "service/simulator/object_store/object_buckets.h"
#include "service/simulator/object_store/object_errors.h"
#include "service/simulator/object_store/object_options.h"
#include "service/simulator/object_store/object_parts.h"
#include "service/simulator/object_store/object_request.h"
#include "service/simulator/object_store/object_signature.h"

namespace cloudphone::simulator {

// The object store (the vendor's OBS API reference): told apart from the other services of the port by host,
// by signature, or by the bucket at the head of a path. Not thread-safe: one request at a time.
class ObjectService {
 public:
  ObjectService(const ObjectOptions& options, std::vector<KnownKey> keys, std::string region, absl::Time now);

  // Whether a request is for this service.
  bool Serves(const Request& request) const;
  // Where the bytes of such a request go, by its head; null: into its body.
  std::shared_ptr<BodySink> OpenUpload(const Request& head, absl::Time now) const;
  // Answers one, its credentials too. The body of a PUT went where OpenUpload said.
  Response Answer(const Request& request, const std::string& request_id, absl::Time now);

  // The temporary keys that are good now, beside those of the start.
  void SetTemporaryKeys(std::vector<KnownKey> keys) { verifier_.SetTemporaryKeys(std::move(keys)); }

  // As the phones' service and tests see them.
  Buckets* buckets() { return &buckets_; }

 private:
  Response Route(const ObjectRequest& request, const std::string& request_id, absl::Time now);

  const BucketDomains domains_;
  const std::string region_;
  ObjectSignatureVerifier verifier_;
  Buckets buckets_;
  PartTable parts_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_SERVICE_H_
