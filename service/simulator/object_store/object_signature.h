#ifndef CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_SIGNATURE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_SIGNATURE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/simulator/identity/signature.h"
#include "service/simulator/object_store/object_errors.h"
#include "service/simulator/object_store/object_request.h"

namespace cloudphone::simulator {

// Checks the object store's own signatures (the vendor's OBS API reference): HMAC-SHA1 in a header or in the
// URL, in both dialects. Wrong ones are not counted: nothing tells when the vendor locks a key for them.
class ObjectSignatureVerifier {
 public:
  explicit ObjectSignatureVerifier(std::vector<KnownKey> keys) : keys_(std::move(keys)) {}

  // Takes the place of the temporary keys of before.
  void SetTemporaryKeys(std::vector<KnownKey> keys) { temporary_keys_ = std::move(keys); }

  // Nothing, or why the request is refused at `now`.
  absl::optional<ObjectError> Refuse(const ObjectRequest& request, absl::Time now) const;

 private:
  absl::optional<ObjectError> RefuseHeader(const ObjectRequest& request, absl::Time now) const;
  absl::optional<ObjectError> RefuseUrl(const ObjectRequest& request, absl::Time now) const;
  // `time` is the line of the date.
  absl::optional<ObjectError> Check(const ObjectRequest& request, const KnownKey& key, absl::string_view time,
                                    absl::string_view signature) const;
  const KnownKey* Find(absl::string_view access_key) const;

  const std::vector<KnownKey> keys_;
  std::vector<KnownKey> temporary_keys_;
};

// Whether a query name is part of what is signed. It then asks for another call than the bare path, or says
// something of its answer.
bool IsSubResource(absl::string_view name, const ObjectDialect& dialect);

// The text that is signed, with `time` for the line of the date.
std::string ObjectStringToSign(const ObjectRequest& request, absl::string_view time,
                               absl::string_view resource);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_SIGNATURE_H_
