#include "service/gateway/media/cph_phone_agents.h"

#include <algorithm>
#include <memory>

#include "absl/types/optional.h"
#include "adapters/phone_agent/agent_token.h"
#include "cloudphone/v1/phone_service.pb.h"

namespace cloudphone {
namespace {

// A look-up gets this long even if who began it has less: others share it.
constexpr absl::Duration kShortestLookUp = absl::Seconds(10);
// A way that was found so lately is the right one; a phone without an agent costs no look-up for each try.
constexpr absl::Duration kFresh = absl::Seconds(2);

}  // namespace

CphPhoneAgents::CphPhoneAgents(PhoneAgentsOptions options, Timers* timers)
    : options_(std::move(options)), timers_(timers), channels_(options_.channels, timers) {}

void CphPhoneAgents::Find(Account* account, const std::string& phone_id, absl::Time deadline, Found done) {
  const Key key(account, phone_id);
  const absl::Time now = timers_->Now();
  if (const absl::optional<std::string> address = FindKept(key, now))
    return std::move(done)(MakeLink(phone_id, *address));
  {
    MutexLock lock(&mutex_);
    std::vector<Found>& waiting = waiting_[key];
    waiting.push_back(std::move(done));
    if (waiting.size() > 1) return;
  }
  LookUp(key, std::max(deadline, now + kShortestLookUp));
}

absl::optional<std::string> CphPhoneAgents::FindKept(const Key& key, absl::Time now) const {
  MutexLock lock(&mutex_);
  const auto kept = kept_.find(key);
  if (kept == kept_.end() || AgeOf(kept->second, now) >= options_.keep) return absl::nullopt;
  return kept->second.address;
}

// What seems to be found in the future, as the clock was turned back, is as old as can be.
absl::Duration CphPhoneAgents::AgeOf(const Kept& kept, absl::Time now) {
  return now < kept.found ? absl::InfiniteDuration() : now - kept.found;
}

void CphPhoneAgents::LookUp(const Key& key, absl::Time deadline) {
  auto request = std::make_shared<v1::GetPhoneRequest>();
  request->set_phone_id(key.second);
  const auto call =
      key.first->client().Call(std::move(request), deadline, [this, key](const CallResult& result) {
        if (!result.status.ok()) return OnPhone(key, result.status);
        const auto& phone = static_cast<const v1::GetPhoneResponse*>(result.response)->phone();
        OnPhone(key, AgentAddress(phone, options_.port_name, options_.network));
      });
  if (!call.ok()) OnPhone(key, call.status());
}

void CphPhoneAgents::OnPhone(const Key& key, const absl::StatusOr<std::string>& address) {
  std::vector<Found> waiting;
  {
    MutexLock lock(&mutex_);
    waiting = std::move(waiting_[key]);
    waiting_.erase(key);
    kept_.erase(key);
    // Begins anew when it is full: that costs one look-up for each phone, once in a long while.
    if (kept_.size() >= options_.max_kept) kept_.clear();
    if (address.ok()) kept_[key] = {*address, timers_->Now()};
  }
  for (Found& done : waiting) {
    if (address.ok()) {
      std::move(done)(MakeLink(key.second, *address));
    } else {
      std::move(done)(address.status());
    }
  }
}

void CphPhoneAgents::Forget(Account* account, const std::string& phone_id) {
  MutexLock lock(&mutex_);
  const auto kept = kept_.find(Key(account, phone_id));
  if (kept != kept_.end() && AgeOf(kept->second, timers_->Now()) >= kFresh) kept_.erase(kept);
}

AgentLink CphPhoneAgents::MakeLink(const std::string& phone_id, const std::string& address) {
  return {channels_.Get(address), phone_id,
          options_.token_secret.empty() ? "" : AgentToken(options_.token_secret, phone_id)};
}

}  // namespace cloudphone
