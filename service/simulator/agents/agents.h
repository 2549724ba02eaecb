#ifndef CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_AGENTS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_AGENTS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/runtime/timers.h"
#include "service/serving/listen_address.h"
#include "service/simulator/agents/running_phone.h"

namespace cloudphone::simulator {

struct AgentsOptions {
  std::string listen = "127.0.0.1:0";
  std::string token_secret;  // Of agent_token.h; empty: callers need show no token.
};

// The agents of all simulated phones that run, on one port: the agent's own code over a simulated engine for
// each phone. Audio runs at the machine's pace, whatever clock the cloud has.
class Agents {
 public:
  // Serves when it returns. An address that cannot be had is an error of one line. `clock` is the cloud's,
  // for what the phones show; it outlives the object, as does what `phones` looks at.
  static absl::StatusOr<std::unique_ptr<Agents>> Start(const AgentsOptions& options, const Timers* clock,
                                                       RunningPhoneLookup phones);
  // Ends streams with UNAVAILABLE.
  ~Agents();

  const ListenAddress& address() const;

  // A command ran in the shell of a phone: its log tells so, and what it injects is injected. Any thread,
  // does not wait.
  void OnCommand(const std::string& phone_id, const std::string& command);

 private:
  struct Parts;
  explicit Agents(std::unique_ptr<Parts> parts);
  const std::unique_ptr<Parts> parts_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_AGENTS_H_
