#ifndef CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_SIGNATURE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_SIGNATURE_H_

#include <string>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/simulator/http/http_message.h"

namespace cloudphone::simulator {

// A pair of keys that the cloud knows.
struct KnownKey {
  std::string access_key;
  std::string secret_key;
  std::string security_token;  // Of a temporary pair; empty: a permanent one.
};

// Checks SDK-HMAC-SHA256 signatures as the vendor's gateway does (the vendor's documents of IAM), with code
// of its own: nothing is shared with the signer that it is to check. Not thread-safe: it counts failures.
class SignatureVerifier {
 public:
  explicit SignatureVerifier(KnownKey key) : key_(std::move(key)) {}

  // Whose signature the request says that it has; empty: it says nothing of the kind.
  static std::string AccessKeyOf(const Request& request);
  // Nothing, or why the request is refused: the text of APIGW.0301. Wrong signatures count at `lock_time`;
  // `signed_time` is the clock that X-Sdk-Date is held against.
  absl::optional<std::string> Refuse(const Request& request, absl::Time signed_time, absl::Time lock_time);

 private:
  const KnownKey key_;
  int failures_ = 0;
  absl::Time locked_until_ = absl::InfinitePast();
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_SIGNATURE_H_
