#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CLOUD_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CLOUD_H_

#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "adapters/runtime/timers.h"
#include "service/simulator/fault_plan.h"
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
  // The answer to what is over a bound of the gateway (413, 414, 494) or no HTTP (any other status).
  Response Refuse(int status);

  // Lets `edit` change the world, which is brought up to now before.
  void Edit(absl::FunctionRef<void(World*)> edit);

 private:
  // The same, with no word of when.
  Response AnswerUndated(const Request& request, absl::Time now);
  Response Route(const Request& request, const std::string& request_id);
  Response Dated(Response response, absl::Time now) const;

  const Timers* const clock_;
  const std::string project_id_;
  const absl::optional<absl::Time> signature_clock_;
  const std::shared_ptr<FaultPlan> faults_;  // May be null.
  SignatureVerifier verifier_;
  World world_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CLOUD_H_
