#ifndef CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_HOSTED_PHONE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_HOSTED_PHONE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "adapters/runtime/executor.h"
#include "adapters/runtime/timers.h"
#include "service/agent/agent_phone.h"
#include "service/simulator/agents/phone_log.h"
#include "service/simulator/agents/running_phone.h"
#include "service/simulator/agents/simulated_device.h"
#include "service/simulator/engine/in_process_engine.h"

namespace cloudphone::simulator {

// What phones are hosted with. All outlive them.
struct HostedWith {
  const Timers* clock;  // The cloud's, which a phone shows.
  Timers* timers;       // The machine's, by which it sounds.
  Executor* executor;   // Draws screens and tells logs.
};

// One start of one simulated phone, from the agent's side: its log, an engine of its own, its screen, and the
// agent over them. Destroying it waits until its engine has done what is left. Thread-safe.
class HostedPhone {
 public:
  HostedPhone(const std::string& phone_id, const RunningPhone& phone, const std::string& token,
              const HostedWith& with);

  // Ends all streams with `why`, and takes no more.
  void Close(const absl::Status& why);
  // A command ran in its shell, and succeeded.
  void OnCommand(const std::string& command);

  uint64_t life() const { return life_; }
  AgentPhone& agent() { return agent_; }

 private:
  const uint64_t life_;
  const std::shared_ptr<PhoneLog> log_;
  InProcessEngine engine_;
  SimulatedDevice device_;
  AgentPhone agent_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_HOSTED_PHONE_H_
