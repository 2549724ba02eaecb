#ifndef CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_TEMPORARY_KEYS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_TEMPORARY_KEYS_H_

#include <cstdint>
#include <list>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/identity/signature.h"

namespace cloudphone::simulator {

// A pair of keys with an end, which must come with their token. The vendor's documents of IAM.
struct TemporaryKey {
  KnownKey key;
  std::string project_id;  // Whose it may be used for; empty: none.
  absl::Time expires_at;
  SignatureVerifier verifier;
};

// Writes the three parts and the end as every source of temporary keys tells them.
void WriteCredential(const KnownKey& key, absl::Time expires_at, JsonAnswer* json);

// The temporary pairs that were given out. Not thread-safe.
class TemporaryKeys {
 public:
  // The same seed gives the same keys.
  explicit TemporaryKeys(uint64_t seed) : random_(seed) {}

  // Gives out a pair.
  const TemporaryKey& Issue(const std::string& project_id, absl::Duration lifetime, absl::Time now);
  // Null where it was never given out or has ended.
  TemporaryKey* Find(absl::string_view access_key, absl::Time now);
  // All that are good at `now`; the others are forgotten.
  std::vector<KnownKey> Good(absl::Time now);

 private:
  void DropEnded(absl::Time now);
  std::string RandomText(size_t size, absl::string_view alphabet);

  std::mt19937_64 random_;
  std::list<TemporaryKey> keys_;
};

// What POST /v3.0/OS-CREDENTIAL/securitytokens asks for.
struct CredentialRequest {
  std::string token;  // Of the body; empty: the caller proves itself by the headers.
  absl::Duration lifetime = absl::Minutes(15);
};

// Reads its body: by token, or by agency, which is any name here. Nothing where it is neither, or the
// lifetime is not 15 minutes to 24 hours.
absl::optional<CredentialRequest> ReadCredentialRequest(absl::string_view body);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_TEMPORARY_KEYS_H_
