#ifndef CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_HOST_METADATA_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_HOST_METADATA_H_

#include <cstdint>
#include <map>
#include <random>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/simulator/identity/signature.h"
#include "service/simulator/identity/temporary_keys.h"

namespace cloudphone::simulator {

// What a host knows of the virtual machine on it: the tokens that it gave out, and the keys of the agency
// that is bound to the machine (the vendor's documents of IAM). Not thread-safe.
class HostMetadata {
 public:
  // The same seed gives the same tokens.
  explicit HostMetadata(uint64_t seed) : random_(seed) {}

  // Gives out a token; returns its text.
  std::string IssueToken(absl::Duration lifetime, absl::Time now);
  // Whether it was given out and has not ended.
  bool IsGood(absl::string_view token, absl::Time now) const;

  // The keys that are in use, good for 24 hours: new ones take their place six hours before they end, and
  // both work until then.
  struct SecurityKey {
    KnownKey key;
    absl::Time expires_at = absl::InfinitePast();
  };
  const SecurityKey& Renewed(const std::string& project_id, TemporaryKeys* keys, absl::Time now);

 private:
  std::mt19937_64 random_;
  std::map<std::string, absl::Time> tokens_;  // And when each ends.
  SecurityKey security_key_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_HOST_METADATA_H_
