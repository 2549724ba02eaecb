#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CLOUD_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CLOUD_H_

#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "adapters/runtime/timers.h"
#include "service/simulator/billing/billing.h"
#include "service/simulator/fault_plan.h"
#include "service/simulator/http/http_message.h"
#include "service/simulator/identity/iam.h"
#include "service/simulator/identity/signature.h"
#include "service/simulator/object_store/object_service.h"
#include "service/simulator/simulator.h"
#include "service/simulator/world.h"

namespace cloudphone::simulator {

// The vendor's gateway and what stands behind it: signature or token first, then the route, then the project,
// then the call. The identity service and the object store are on the same port. Not thread-safe: one request
// at a time.
class Cloud {
 public:
  // `clock` outlives it.
  Cloud(const SimulatorOptions& options, const Timers* clock);

  Response Answer(const Request& request);
  // Where the body goes that follows a head; null: into the request.
  std::shared_ptr<BodySink> OpenUpload(const Request& head);
  // The answer to what is over a bound of the gateway (413, 414, 494) or no HTTP (any other status).
  Response Refuse(int status);

  // Lets `edit` change the world, which is brought up to now before.
  void Edit(absl::FunctionRef<void(World*)> edit);
  Buckets* buckets() { return objects_.buckets(); }

 private:
  // The clock that clients see, and are held against.
  absl::Time ShownTime() const;
  // The answer but for its Date.
  Response AnswerUndated(const Request& request);
  Response Dated(Response response) const;
  // Nothing, and the project that the credentials are good for (empty: the account); or the refusal.
  absl::optional<Response> Admit(const Request& request, const std::string& request_id,
                                 std::string* project_id);
  // `callers_project` is that of the credentials.
  Response Route(const Request& request, const std::string& request_id, const std::string& callers_project);

  const Timers* const clock_;
  const std::string project_id_;
  const absl::optional<absl::Time> shown_time_;
  const std::shared_ptr<FaultPlan> faults_;  // May be null.
  SignatureVerifier verifier_;
  Iam iam_;
  ObjectService objects_;
  const Billing billing_;
  World world_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CLOUD_H_
