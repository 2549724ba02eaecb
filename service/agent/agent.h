#ifndef CLOUDPHONE_SERVICE_AGENT_AGENT_H_
#define CLOUDPHONE_SERVICE_AGENT_AGENT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/media_engine/media_engine.h"
#include "service/agent/agent_options.h"
#include "service/serving/drain.h"

namespace cloudphone {

// The agent of one phone, all parts wired.
class Agent {
 public:
  // Loads the engine and serves. An engine that cannot be loaded is no error: the agent tells it. `engine`
  // takes its place where it is not null.
  static absl::StatusOr<std::unique_ptr<Agent>> Start(AgentOptions options,
                                                      std::unique_ptr<MediaEngine> engine = nullptr);
  // Breaks off what is left; call Drain() before.
  ~Agent();

  // HOST:PORT.
  std::string address() const;

  // Ends in order: streams end themselves, what sessions hold is released, calls in flight are answered.
  void Drain(const DrainOptions& options);

 private:
  struct Parts;
  explicit Agent(std::unique_ptr<Parts> parts);

  const std::unique_ptr<Parts> parts_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_AGENT_H_
