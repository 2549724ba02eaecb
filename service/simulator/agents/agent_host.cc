#include "service/simulator/agents/agent_host.h"

#include <utility>
#include <vector>

#include "service/agent/agent_errors.h"
#include "service/simulator/agents/agent_token.h"

namespace cloudphone::simulator {
namespace {

// How late a stream may learn that its phone has stopped.
constexpr absl::Duration kPeriod = absl::Milliseconds(250);

absl::Status PhoneStopped() {
  return AgentRefusal(absl::StatusCode::kUnavailable, "PHONE_STOPPED",
                      "the phone has stopped or starts anew");
}

}  // namespace

AgentHost::AgentHost(std::string token_secret, const Timers* clock, Timers* timers, RunningPhoneLookup phones)
    : token_secret_(std::move(token_secret)),
      timers_(timers),
      phones_(std::move(phones)),
      with_{clock, timers, work_.get()} {}

AgentHost::~AgentHost() {
  Close(AgentDraining());
  {
    MutexLock lock(&mutex_);
    if (look_ != 0 && timers_->Cancel(look_)) look_ = 0;
    while (look_ != 0) looked_.Wait(&mutex_);  // It runs.
  }
  work_ = nullptr;  // Waits for what it does; the phones go after it.
}

std::shared_ptr<AgentPhone> AgentHost::Find(absl::string_view phone_id) {
  const Hosted hosted = FindHosted(std::string(phone_id));
  if (hosted == nullptr) return nullptr;
  return std::shared_ptr<AgentPhone>(hosted, &hosted->agent());
}

AgentHost::Hosted AgentHost::FindHosted(const std::string& phone_id) {
  const absl::optional<RunningPhone> phone = phones_(phone_id);
  if (!phone.has_value()) return nullptr;
  MutexLock lock(&mutex_);
  if (closed_) return nullptr;
  Hosted& hosted = hosted_[phone_id];
  // What was looked up may be older than what another thread has made meanwhile.
  if (hosted != nullptr && hosted->life() >= phone->life) return hosted;
  if (hosted != nullptr) left_.push_back(std::move(hosted));
  const std::string token = token_secret_.empty() ? "" : AgentTokenOf(token_secret_, phone_id);
  hosted = std::make_shared<HostedPhone>(phone_id, *phone, token, with_);
  ScheduleLocked();
  return hosted;
}

void AgentHost::OnCommand(const std::string& phone_id, const std::string& command) {
  MutexLock lock(&mutex_);
  if (closed_) return;
  // Later, since the cloud is held by who tells of the command.
  work_->Run([this, phone_id, command] {
    if (const Hosted hosted = FindHosted(phone_id)) hosted->OnCommand(command);
  });
}

void AgentHost::ScheduleLocked() {
  if (look_ != 0 || closed_) return;
  look_ = timers_->RunAfter(kPeriod, [this] {
    MutexLock lock(&mutex_);
    look_ = 0;
    looked_.NotifyAll();
    if (!closed_) work_->Run([this] { LookAtAll(); });
  });
}

void AgentHost::LookAtAll() {
  std::vector<std::pair<std::string, uint64_t>> lives;
  {
    MutexLock lock(&mutex_);
    for (const auto& [phone_id, hosted] : hosted_) lives.emplace_back(phone_id, hosted->life());
  }
  for (const auto& [phone_id, life] : lives) {
    const absl::optional<RunningPhone> phone = phones_(phone_id);
    if (!phone.has_value() || phone->life != life) LetGo(phone_id, life);
  }
  DestroyLeft();
  MutexLock lock(&mutex_);
  if (!hosted_.empty() || !left_.empty()) ScheduleLocked();
}

void AgentHost::LetGo(const std::string& phone_id, uint64_t life) {
  MutexLock lock(&mutex_);
  const auto found = hosted_.find(phone_id);
  if (found == hosted_.end() || found->second->life() != life) return;
  left_.push_back(std::move(found->second));
  hosted_.erase(found);
}

// Nobody can find those any more, so one that only this list holds stays so.
void AgentHost::DestroyLeft() {
  std::list<Hosted> left;
  {
    MutexLock lock(&mutex_);
    left.swap(left_);
  }
  for (const Hosted& hosted : left) hosted->Close(PhoneStopped());
  left.remove_if([](const Hosted& hosted) { return hosted.use_count() == 1; });
  MutexLock lock(&mutex_);
  left_.splice(left_.end(), left);
}

void AgentHost::Close(const absl::Status& why) {
  std::vector<Hosted> open;
  {
    MutexLock lock(&mutex_);
    closed_ = true;
    for (auto& [phone_id, hosted] : hosted_) {
      open.push_back(hosted);
      left_.push_back(std::move(hosted));
    }
    hosted_.clear();
  }
  for (const Hosted& hosted : open) hosted->Close(why);
}

}  // namespace cloudphone::simulator
