#ifndef CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_AGENT_HOST_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_AGENT_HOST_H_

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"
#include "adapters/runtime/work_thread.h"
#include "service/agent/agent_phone.h"
#include "service/simulator/agents/hosted_phone.h"
#include "service/simulator/agents/running_phone.h"

namespace cloudphone::simulator {

// The agents of the phones that somebody has asked for and that run. Each is made when it is first asked for;
// a few times a second all are held against the cloud, and those of phones that stopped, start anew or are
// gone are closed. They end on a thread of this object, never on that of a call. Thread-safe.
class AgentHost final : public PhoneDirectory {
 public:
  // With an empty secret phones have no token. `clock` and `timers` outlive the object.
  AgentHost(std::string token_secret, const Timers* clock, Timers* timers, RunningPhoneLookup phones);
  // When no call is left.
  ~AgentHost() override;

  // Null for a phone that does not run.
  std::shared_ptr<AgentPhone> Find(absl::string_view phone_id) override;
  // A command ran in the shell of a phone, and succeeded.
  void OnCommand(const std::string& phone_id, const std::string& command);

  // Closes all with `why`, and finds no more.
  void Close(const absl::Status& why);

 private:
  using Hosted = std::shared_ptr<HostedPhone>;

  Hosted FindHosted(const std::string& phone_id);
  // Closes those whose phones do not run as they did, and destroys those that nobody holds any more.
  void LookAtAll();
  void LetGo(const std::string& phone_id, uint64_t life);
  void DestroyLeft();
  void ScheduleLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string token_secret_;
  Timers* const timers_;
  const RunningPhoneLookup phones_;
  std::unique_ptr<WorkThread> work_ = std::make_unique<WorkThread>();
  const HostedWith with_;
  Mutex mutex_;
  std::map<std::string, Hosted> hosted_ ABSL_GUARDED_BY(mutex_);  // By phone id.
  std::list<Hosted> left_ ABSL_GUARDED_BY(mutex_);                // Closed, or about to be.
  Timers::Id look_ ABSL_GUARDED_BY(mutex_) = 0;  // The next, which is to be over before the object.
  Condition looked_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_AGENT_HOST_H_
