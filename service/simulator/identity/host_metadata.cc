#include "service/simulator/identity/host_metadata.h"

#include "absl/strings/str_format.h"

namespace cloudphone::simulator {
namespace {

constexpr absl::Duration kKeyLifetime = absl::Hours(24);
constexpr absl::Duration kRenewedAhead = absl::Hours(6);

}  // namespace

std::string HostMetadata::IssueToken(absl::Duration lifetime, absl::Time now) {
  for (auto it = tokens_.begin(); it != tokens_.end();) it = it->second <= now ? tokens_.erase(it) : ++it;
  std::string token = absl::StrFormat("%016x%016x", random_(), random_());
  tokens_[token] = now + lifetime;
  return token;
}

bool HostMetadata::IsGood(absl::string_view token, absl::Time now) const {
  const auto found = tokens_.find(std::string(token));
  return found != tokens_.end() && found->second > now;
}

const HostMetadata::SecurityKey& HostMetadata::Renewed(const std::string& project_id, TemporaryKeys* keys,
                                                       absl::Time now) {
  if (security_key_.expires_at - kRenewedAhead <= now) {
    const TemporaryKey& made = keys->Issue(project_id, kKeyLifetime, now);
    security_key_ = {made.key, made.expires_at};
  }
  return security_key_;
}

}  // namespace cloudphone::simulator
