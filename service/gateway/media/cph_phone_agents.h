#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_CPH_PHONE_AGENTS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_CPH_PHONE_AGENTS_H_

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "adapters/phone_agent/agent_channels.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"
#include "cloudphone/v1/phone.pb.h"
#include "service/gateway/media/agent_address.h"
#include "service/gateway/media/phone_agents.h"

namespace cloudphone {

struct PhoneAgentsOptions {
  std::string port_name = "cloudphone_agent";  // PhoneAccessInfo.type: at most 16 bytes.
  AgentNetwork network = AgentNetwork::kIntranet;
  std::string token_secret;  // Of which the phones' tokens are made; empty: agents are shown none.
  AgentChannelOptions channels;
  // How long a way is believed. A restart, a reset and another address of the server may change it.
  absl::Duration keep = absl::Minutes(5);
  size_t max_kept = 20'000;
};

// Finds agents by GetPhone.
class CphPhoneAgents final : public PhoneAgents {
 public:
  // `timers` outlives it; it outlives the accounts' transports, whose answers it waits for.
  CphPhoneAgents(PhoneAgentsOptions options, Timers* timers);

  void Find(Account* account, const std::string& phone_id, absl::Time deadline, Found done) override;
  void Forget(Account* account, const std::string& phone_id) override;

  // Returns when no call to an agent is left, or false after `timeout`. Blocks: for the end of the gateway.
  bool AwaitNoCalls(absl::Duration timeout) { return channels_.AwaitUnused(timeout); }

 private:
  using Key = std::pair<Account*, std::string>;
  struct Kept {
    std::string address;
    absl::Time found;
  };

  absl::optional<std::string> FindKept(const Key& key, absl::Time now) const;
  static absl::Duration AgeOf(const Kept& kept, absl::Time now);
  void LookUp(const Key& key, absl::Time deadline);
  void OnPhone(const Key& key, const absl::StatusOr<std::string>& address);
  AgentLink MakeLink(const std::string& phone_id, const std::string& address);

  const PhoneAgentsOptions options_;
  Timers* const timers_;
  AgentChannels channels_;

  mutable Mutex mutex_;
  std::map<Key, Kept> kept_ ABSL_GUARDED_BY(mutex_);
  std::map<Key, std::vector<Found>> waiting_ ABSL_GUARDED_BY(mutex_);  // For the look-up that is out.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_CPH_PHONE_AGENTS_H_
