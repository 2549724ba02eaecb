#include "service/gateway/agent_config.h"

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/file_descriptor.h"
#include "service/serving/config/secret.h"
#include "service/serving/tls_material.h"

namespace cloudphone {
namespace {

constexpr size_t kMaxAuthoritiesBytes = 1 << 20;

absl::Status At(absl::string_view key, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat("phone_agents.", key, ": ", what));
}

absl::Status SetTls(const config::v1::AgentTls& tls, AgentChannelOptions* channels) {
  channels->server_name = tls.server_name();
  if (!tls.ca_file().empty()) {
    absl::StatusOr<std::string> authorities = ReadFile(tls.ca_file(), kMaxAuthoritiesBytes);
    if (!authorities.ok()) return At("tls.ca_file", authorities.status().message());
    if (!absl::StrContains(*authorities, "-----BEGIN CERTIFICATE-----"))
      return At("tls.ca_file", absl::StrCat(tls.ca_file(), " holds no certificate in PEM"));
    channels->authorities = *std::move(authorities);
  }
  if (tls.certificate_file().empty()) return absl::OkStatus();
  absl::StatusOr<TlsMaterial> ours = ReadTlsMaterial({tls.certificate_file(), tls.key_file(), ""});
  if (!ours.ok()) return At("tls", ours.status().message());
  channels->certificate = std::move(ours->certificates);
  channels->certificate_key = std::move(ours->key);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PhoneAgentsOptions> MakePhoneAgentsOptions(const config::v1::PhoneAgents& agents,
                                                          EnvironmentLookup environment) {
  PhoneAgentsOptions options;
  if (!agents.port_name().empty()) options.port_name = agents.port_name();
  if (agents.network() == config::v1::AGENT_NETWORK_PUBLIC) options.network = AgentNetwork::kPublic;
  options.channels.plaintext = agents.plaintext();
  if (agents.has_token_secret()) {
    absl::StatusOr<std::string> secret =
        ResolveSecret(agents.token_secret(), "phone_agents.token_secret", environment);
    if (!secret.ok()) return secret.status();
    options.token_secret = *std::move(secret);
  }
  if (absl::Status tls = SetTls(agents.tls(), &options.channels); !tls.ok()) return tls;
  return options;
}

}  // namespace cloudphone
