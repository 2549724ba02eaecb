#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CLOUD_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CLOUD_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "adapters/runtime/timers.h"
#include "service/simulator/http_message.h"
#include "service/simulator/signature.h"
#include "service/simulator/simulator.h"
#include "service/simulator/world.h"

namespace cloudphone::simulator {

// The vendor's gateway and what stands behind it: signature first, then the route, then the project, then the
// call. Not thread-safe: one request at a time.
class Cloud {
 public:
  // `clock` outlives it.
  Cloud(const SimulatorOptions& options, const Timers* clock);

  Response Answer(const Request& request);

  // Lets `edit` change the world, which is brought up to now before.
  void Edit(absl::FunctionRef<void(World*)> edit);

  // For an answer that is made elsewhere.
  std::string NewRequestId() { return world_.NewId(); }

 private:
  const Timers* const clock_;
  const std::string project_id_;
  const absl::optional<absl::Time> signature_clock_;
  SignatureVerifier verifier_;
  World world_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CLOUD_H_
